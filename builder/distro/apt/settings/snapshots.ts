import type { Mirrors } from '../../types.ts';
import { mirrorsOfSuite } from './apt-files.ts';
import { parseMirrorOverride } from './host-mirrors.ts';

/** A snapshot is made some time after the lists that are in it, and packages stay for a while after they left the lists. */
const LATER_SECONDS = [12 * 60 * 60, 0] as const;

/**
 * Addresses of a snapshot archive that has what mirrors no longer have. In an address `{time}` stands for when the lists were
 * made, as `20250809T085516Z`.
 *
 * @param text `URL` or `URL,SECURITY_URL`
 * @param date of the lists, in seconds since 1970; undefined where nobody knows
 * @throws {BuildError} MIRROR_MISSING
 */
export function listSnapshots(text: string | undefined, date: number | undefined): Mirrors {
  if (text === undefined) return { archive: [], security: [] };
  const { archive, security } = parseMirrorOverride(text);
  const expand = (address: string): string[] => {
    if (!address.includes('{time}')) return [address];
    if (date === undefined) return [];
    return LATER_SECONDS.map((later) => address.replaceAll('{time}', formatTime(date + later)));
  };
  const all = archive.flatMap(expand);
  return { archive: all, security: security.length > 0 ? security.flatMap(expand) : all };
}

/** Where a package of a suite may be: on mirrors, then in snapshots. @throws {BuildError} MIRROR_MISSING where there is neither */
export function listBases(suite: string, mirrors: Mirrors, snapshots: Mirrors): readonly string[] {
  const hasMirror = mirrors.archive.length + mirrors.security.length > 0;
  const hasSnapshot = snapshots.archive.length > 0;
  if (!hasMirror && hasSnapshot) return mirrorsOfSuite(suite, snapshots);
  return [...mirrorsOfSuite(suite, mirrors), ...(hasSnapshot ? mirrorsOfSuite(suite, snapshots) : [])];
}

/** `20250809T085516Z` */
function formatTime(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
}
