import type { PackageEntry } from '../distro/mod.ts';
import { sha256 } from '../io/mod.ts';

/** Every input of a build, by SHA-256. The same lock gives the same bytes. */
export interface Lock {
  readonly format: 1;
  readonly recipe: LockedRecipe;
  /** SHA-256 of the baked-in site.yaml, without its secrets. */
  readonly site?: string;
  /** Of the program itself: what runs in the installer. */
  readonly engine: string;
  readonly epochSeconds: number;
  readonly rolls: readonly LockedRoll[];
  /** Digest of the signed indexes that versions were chosen from. */
  readonly archive: string;
  /** Names of the packages that the base system consists of. */
  readonly base: readonly string[];
  /** The distribution, by name. */
  readonly packages: readonly PackageEntry[];
  /** Packages that parts of the medium are taken from, by name. */
  readonly media: readonly PackageEntry[];
}

export interface LockedRecipe {
  readonly name: string;
  readonly version: string;
  readonly os: string;
  readonly arch: string;
  readonly sha256: string;
}

export interface LockedRoll {
  readonly name: string;
  readonly version: string;
  readonly digest: string;
}

/** Renders a lock as text that compares well: one package a line. */
export function renderLock(lock: Lock): string {
  const { packages, media, ...head } = lock;
  const lines = (entries: readonly PackageEntry[]): string =>
    entries.length === 0
      ? '[]'
      : `[\n${entries.map((entry) => `    ${JSON.stringify(pickEntry(entry))}`).join(',\n')}\n  ]`;
  const text = JSON.stringify(head, undefined, 2).replace(/\n\}$/, '');
  return `${text},\n  "packages": ${lines(packages)},\n  "media": ${lines(media)}\n}\n`;
}

/** Reads a lock; undefined when it is not one. */
export function parseLock(text: string): Lock | undefined {
  try {
    const lock = JSON.parse(text) as Partial<Lock> | null;
    const isLock = lock?.format === 1 && Array.isArray(lock.packages) && Array.isArray(lock.media);
    return isLock && Array.isArray(lock.rolls) && lock.recipe !== undefined ? (lock as Lock) : undefined;
  } catch {
    return undefined;
  }
}

/** Names a build: what media and overlay carry, so that neither is used with the other's packages. */
export function digestLock(lock: Lock): string {
  return sha256(renderLock(lock));
}

/** What a lock keeps of a package; its index paragraph is the archive's. */
export function pickEntry(entry: PackageEntry): PackageEntry {
  const { name, version, arch, sizeBytes, sha256: hash, path, suite, component, roll } = entry;
  return {
    name,
    version,
    arch,
    sizeBytes,
    sha256: hash,
    path,
    suite,
    component,
    ...(roll === undefined ? {} : { roll }),
  };
}
