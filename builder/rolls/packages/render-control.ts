import type { PackageFile } from '../../model/files/mod.ts';

/** Who is answerable for a package whose description names nobody. */
const NOBODY = 'Cairn <root@localhost>';

/** What a control file needs beside the description. */
export interface ControlContext {
  readonly name: string;
  readonly version: string;
  /** Size of all files, as dpkg counts it: KiB, each file rounded up. */
  readonly installedKib: number;
}

/** Renders DEBIAN/control, fields in Debian's usual order. */
export function renderControl(file: PackageFile, { name, version, installedKib }: ControlContext): string {
  const fields: readonly (readonly [string, string])[] = [
    ['Package', name],
    ['Version', version],
    ['Section', file.section],
    ['Priority', file.priority],
    ['Architecture', file.architecture],
    ['Maintainer', file.maintainer ?? NOBODY],
    ['Installed-Size', String(installedKib)],
    ['Pre-Depends', file.preDepends.join(', ')],
    ['Depends', file.depends.join(', ')],
    ['Recommends', file.recommends.join(', ')],
    ['Suggests', file.suggests.join(', ')],
    ['Conflicts', file.conflicts.join(', ')],
    ['Breaks', file.breaks.join(', ')],
    ['Replaces', file.replaces.join(', ')],
    ['Provides', file.provides.join(', ')],
    ['Homepage', file.homepage],
    ['Description', file.summary + renderLong(file.description)],
  ];
  return fields
    .filter(([, value]) => value !== '')
    .map(([key, value]) => `${key}: ${value}\n`)
    .join('');
}

/** Each line of the long description begins with a blank; an empty one is a dot. */
function renderLong(description: string): string {
  const lines = description.trim() === '' ? [] : description.trim().split('\n');
  return lines.map((line) => `\n ${line.trim() === '' ? '.' : line.trimEnd()}`).join('');
}
