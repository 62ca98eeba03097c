import type { BootFiles, DebianInitrd } from '../../media/mod.ts';
import type { Platform } from '../../model/mod.ts';

/** What boots, out of Debian's own packages. */
export interface BootParts {
  readonly platform: Platform;
  /** Kernel and initrd of the installer. */
  readonly installer: { readonly kernel: string; readonly initrd: string };
  /** What else media are made of; a release that has it already does without. Called again it does nothing. */
  readonly open: () => Promise<OpenedParts>;
}

/** Parts that are unpacked, and looked into. */
export interface OpenedParts {
  readonly files: BootFiles;
  /** What Debian's initrd holds. */
  readonly debian: DebianInitrd;
  /** Unpacked packages by name. */
  readonly trees: ReadonlyMap<string, string>;
  /** The same of packages that another release lends. */
  readonly borrowedTrees: ReadonlyMap<string, string>;
  /** The unpacked package of the installer's kernel, or what is kept of it. */
  readonly kernelTree: string;
  /** Names what is in all of these trees: the same, the same files. */
  readonly treesKey: string;
}

/** What machines start from, by its name in a release. */
export function installFiles(boot: BootParts, overlay: string): Readonly<Record<string, string>> {
  return { ...debianFiles(boot), 'cairn.img': overlay };
}

/** Debian's own part of that. */
export function debianFiles({ installer }: BootParts): Readonly<Record<string, string>> {
  return { vmlinuz: installer.kernel, 'initrd.gz': installer.initrd };
}
