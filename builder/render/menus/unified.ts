import { checkMenu } from './check.ts';
import type { BootMenu } from './menu.ts';

/** An entry of a menu inside a unified kernel image, as systemd's loader and stub read it. */
export interface UnifiedEntry {
  /** Section `.profile`: what the loader calls it. */
  readonly profile: string;
  /** Section `.cmdline`: arguments of the kernel, which nobody can change. */
  readonly commandLine: string;
}

/** The loader shows it before the name of each entry; it cannot be left out. */
export const UNIFIED_OS_RELEASE = 'ID=cairn\nPRETTY_NAME=Cairn\n';

/** What a menu is inside one image, the default first. The local disk is left to the firmware: the loader knows its own disk alone. */
export function planUnifiedEntries(menu: BootMenu): readonly UnifiedEntry[] {
  checkMenu(menu);
  return menu.entries.flatMap(({ id, label, boot }) =>
    boot.kind === 'kernel'
      ? [{ profile: `ID=${id}\nTITLE=${label}\n`, commandLine: boot.arguments.join(' ') }]
      : [],
  );
}

/** `loader.conf` of systemd's loader. Nobody signs it: all that it decides is what is on the screen, and for how long. */
export function renderLoaderSettings({ timeoutSeconds }: BootMenu): string {
  return `timeout ${timeoutSeconds}\neditor no\n`;
}
