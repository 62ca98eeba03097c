import { findField } from '../../formats/deb822.ts';
import type { PackageEntry, ResolvedPackage } from '../types.ts';

/** File name of a package as Debian's pool has it: without the epoch. */
export function poolName(item: Pick<PackageEntry, 'name' | 'version' | 'arch'>): string {
  return `${item.name}_${item.version.replace(/^\d+:/, '')}_${item.arch}.deb`;
}

/** Place of a package in our repository: `pool/main/o/openssh/openssh-server_10.0p1-7_ARCH.deb`. */
export function poolPath(item: ResolvedPackage): string {
  const source = (findField(item.stanza, 'Source') ?? item.name).split(' ')[0]!;
  const prefix = source.startsWith('lib') ? source.slice(0, 4) : source.slice(0, 1);
  return `pool/main/${prefix}/${source}/${poolName(item)}`;
}
