import * as v from 'valibot';
import { fail } from '../../model/mod.ts';
import type { PackageEntry } from '../types.ts';

const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'Expected a SHA-256 in lower-case hex'));
const name = v.pipe(v.string(), v.nonEmpty('Expected a name'));
const fingerprint = v.pipe(
  v.string(),
  v.regex(/^[0-9A-F]{40,64}$/, 'Expected a fingerprint in upper-case hex'),
);
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** A path that stays below the mirror's address. */
const path = v.pipe(
  v.string(),
  v.regex(/^(?!\/)(?!(?:.*\/)?\.\.(?:\/|$))[^\n]+$/, 'Expected a relative path'),
);

const lockedPackage = v.strictObject({
  name,
  version: name,
  arch: name,
  sizeBytes: count,
  sha256,
  path,
  suite: v.string(),
  component: v.string(),
  roll: v.exactOptional(name),
});

const recipeLock = v.strictObject({
  format: v.literal(1),
  recipe: v.strictObject({
    name,
    version: name,
    sha256,
    /** What it says, by key: so that a change can be named. Nothing secret is among it. */
    says: v.exactOptional(v.record(v.string(), v.string())),
  }),
  arch: name,
  epochSeconds: count,
  /** Of the site.yaml that is baked in. */
  site: v.exactOptional(sha256),
  /** Of the program that runs in the installer, and of the files that start it. */
  engine: v.exactOptional(sha256),
  /** Version of Cairn. */
  cairn: v.exactOptional(name),
  /** Who signs what is built: fingerprint, and the public key in ASCII armor. */
  key: v.exactOptional(v.strictObject({ fingerprint, publicKey: v.string() })),
  /** Of whom the image is signed by, for UEFI: SHA-256 of the certificate. */
  certificate: v.exactOptional(fingerprint),
  /** Digest over the signed release files. */
  os: v.strictObject({
    id: name,
    indexes: sha256,
    /** When these were made, in seconds since 1970. */
    date: v.exactOptional(count),
  }),
  rolls: v.array(v.strictObject({ name, version: name, sha256 })),
  /** Of the composed package index: the same packages, described in the same words. */
  packagesIndex: sha256,
  packages: v.array(lockedPackage),
  /** What the medium is made of beside the repository: boot loaders, installer, tools. */
  media: v.array(lockedPackage),
  /** What the installer borrows from another release: digest over its signed release files, and the packages. */
  borrowed: v.exactOptional(v.strictObject({ indexes: sha256, packages: v.array(lockedPackage) })),
});

/** Every input of a build, pinned: `recipe.lock`. */
export type RecipeLock = Readonly<v.InferOutput<typeof recipeLock>>;
export type LockedPackage = PackageEntry;

/** The part of resolved packages that a lock keeps, sorted by name. */
export function lockPackages(packages: readonly PackageEntry[]): LockedPackage[] {
  return packages
    .map(({ name, version, arch, sizeBytes, sha256, path, suite, component, roll }) => {
      const entry = { name, version, arch, sizeBytes, sha256, path, suite, component };
      return roll === undefined ? entry : { ...entry, roll };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** A lock as JSON with one package a line, so that a diff reads well. */
export function renderRecipeLock(lock: RecipeLock): string {
  const list = (items: readonly unknown[]): string =>
    items.length === 0 ? '[]' : `[\n${items.map((item) => `  ${JSON.stringify(item)}`).join(',\n')}\n ]`;
  const optional = (key: 'site' | 'engine' | 'cairn' | 'key' | 'certificate'): readonly [string, string][] =>
    lock[key] === undefined ? [] : [[key, JSON.stringify(lock[key])]];
  const fields: readonly (readonly [string, string])[] = [
    ['format', '1'],
    ['recipe', JSON.stringify(lock.recipe)],
    ['arch', JSON.stringify(lock.arch)],
    ['epochSeconds', String(lock.epochSeconds)],
    ...optional('site'),
    ...optional('engine'),
    ...optional('cairn'),
    ...optional('key'),
    ...optional('certificate'),
    ['os', JSON.stringify(lock.os)],
    ['rolls', list(lock.rolls)],
    ['packagesIndex', JSON.stringify(lock.packagesIndex)],
    ['packages', list(lock.packages)],
    ['media', list(lock.media)],
    ...(lock.borrowed === undefined ? [] : listBorrowed(lock.borrowed, list)),
  ];
  return `{\n${fields.map(([key, value]) => ` "${key}": ${value}`).join(',\n')}\n}\n`;
}

function listBorrowed(
  { indexes, packages }: NonNullable<RecipeLock['borrowed']>,
  list: (items: readonly unknown[]) => string,
): readonly [string, string][] {
  return [['borrowed', `{ "indexes": ${JSON.stringify(indexes)}, "packages": ${list(packages)} }`]];
}

/**
 * Parses a lock; unknown keys are errors.
 *
 * @param file name for messages
 * @throws {BuildError} LOCK_SYNTAX
 */
export function parseRecipeLock(text: string, file: string): RecipeLock {
  const hint = 'A lock is written by cairn build: build without --locked to write a new one';
  let tree: unknown;
  try {
    tree = JSON.parse(text);
  } catch (error) {
    fail('LOCK_SYNTAX', `Cannot read the lock: ${(error as Error).message}`, { file }, hint);
  }
  const parsed = v.safeParse(recipeLock, tree);
  if (parsed.success) return parsed.output;
  const issue = parsed.issues[0];
  const where = v.getDotPath(issue) ?? 'the whole';
  return fail('LOCK_SYNTAX', `Cannot read the lock: ${where}: ${issue.message}`, { file }, hint);
}
