/** What an operating system's name says: `debian-13` is family `debian`, release `13`. */
export interface OperatingSystem {
  readonly id: string;
  readonly family: string;
  readonly release: string;
}

/** Distributions that are not named after their family. */
const FAMILY_OF: Readonly<Record<string, string>> = {
  almalinux: 'redhat',
  centos: 'redhat',
  fedora: 'redhat',
  ol: 'redhat',
  oraclelinux: 'redhat',
  rhel: 'redhat',
  rocky: 'redhat',
  scientific: 'redhat',
  solaris: 'sunos',
  ubuntu: 'debian',
};

/** Splits `debian-13` at its last dash before a digit: id, family, release (empty if there is none). */
export function parseOperatingSystem(id: string): OperatingSystem {
  const match = /^(.*?)-(\d.*)$/.exec(id);
  const base = match?.[1] ?? id;
  return { id, family: FAMILY_OF[base] ?? base, release: match?.[2] ?? '' };
}

/** True when one item of an `os=` list means this machine: `linux`, a family, or the exact name. */
export function matchesOperatingSystem(item: string, os: string, family: string): boolean {
  return item === os || item === family || (item === 'linux' && family !== '' && family !== 'sunos');
}
