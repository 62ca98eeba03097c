import {
  consoleArguments,
  type DiskPlan,
  disksOf,
  type FileSystem,
  type Platform,
  quoteKernelOption,
  type StoragePlan,
  splitKernelOptions,
} from '../../model/mod.ts';
import type { Effects } from '../machine/effects.ts';
import { PATHS } from '../machine/paths.ts';
import { copyEfi } from './copy-efi.ts';
import { mustInTarget } from './target.ts';

/**
 * Makes the disk start by itself under UEFI, Secure Boot and where it is to be had BIOS alike, whichever the installer runs under.
 *
 * The firmware's list of boot entries is left alone (`--no-nvram` and the removable path): a machine that is
 * set to try the network first keeps doing so, and can be reinstalled from there.
 */
export function installBootLoader(effects: Effects, plan: StoragePlan, options: BootLoaderOptions): void {
  effects.write(`${PATHS.target}/etc/default/grub.d/50-cairn.cfg`, renderGrubDefaults(options));
  const { bios, efi } = options.platform;
  const withFat = listWith(plan, 'vfat');
  if (bios !== undefined)
    for (const { disk } of listWith(plan, 'biosboot'))
      mustInTarget(effects, ['grub-install', `--target=${bios.grubTarget}`, disk.path]);
  if (withFat.length > 0) {
    mustInTarget(effects, [
      'grub-install',
      `--target=${efi.grubTarget}`,
      '--efi-directory=/boot/efi',
      '--bootloader-id=debian',
      '--uefi-secure-boot',
      '--force-extra-removable',
      '--no-nvram',
    ]);
  }
  if (withFat.length > 1) copyEfi(effects);
  mustInTarget(effects, ['update-grub']);
}

function listWith(plan: StoragePlan, fsType: FileSystem): readonly DiskPlan[] {
  return disksOf(plan).filter(({ partitions }) => partitions.some(({ scheme }) => scheme.fsType === fsType));
}

export interface BootLoaderOptions {
  readonly platform: Platform;
  /** Empty: the platform's consoles. */
  readonly kernelOptions: string;
  readonly timeoutSeconds: number;
}

/** A word of grub.cfg, where a backslash protects what follows it. */
function quoteForGrub(word: string): string {
  return quoteKernelOption(word.replaceAll('\\', '\\\\'));
}

/** Menu and kernel speak on the screen and on the first serial line. */
export function renderGrubDefaults({ platform, kernelOptions, timeoutSeconds }: BootLoaderOptions): string {
  const words = kernelOptions === '' ? consoleArguments(platform) : (splitKernelOptions(kernelOptions) ?? []);
  const { grubSerial } = platform;
  return [
    '# Written by the installer from the <bootloader> directives of the graph',
    `GRUB_TIMEOUT=${timeoutSeconds}`,
    'GRUB_DISTRIBUTOR=Debian',
    'GRUB_DISABLE_OS_PROBER=true',
    `GRUB_CMDLINE_LINUX_DEFAULT=""`,
    `GRUB_CMDLINE_LINUX="${words
      .map(quoteForGrub)
      .join(' ')
      .replace(/(["\\$`])/g, '\\$1')}"`,
    ...(grubSerial === undefined
      ? ['GRUB_TERMINAL="console"']
      : ['GRUB_TERMINAL="console serial"', `GRUB_SERIAL_COMMAND="${grubSerial}"`]),
    '',
  ].join('\n');
}
