import type { BootFiles, DebianInitrd } from '../../media/mod.ts';

/** What boots, out of Debian's own packages. */
export interface BootParts {
  readonly files: BootFiles;
  /** What Debian's initrd holds. */
  readonly debian: DebianInitrd;
  /** Unpacked packages by name. */
  readonly trees: ReadonlyMap<string, string>;
  /** The same of packages that another release lends. */
  readonly borrowedTrees: ReadonlyMap<string, string>;
  /** The unpacked package of the installer's kernel, or what is kept of it. */
  readonly kernelTree: string;
}

/** What machines start from, by its name in a release. */
export function installFiles({ files }: BootParts, overlay: string): Readonly<Record<string, string>> {
  return { vmlinuz: files.kernel, 'initrd.gz': files.initrd, 'cairn.img': overlay };
}
