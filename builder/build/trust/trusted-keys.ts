import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DistroContext } from '../../distro/mod.ts';
import { exists, makeFolder, writeFileAtomic } from '../../io/mod.ts';
import { fail } from '../../model/mod.ts';
import { type PublicKey, readPublicKeys } from '../../rolls/mod.ts';

/** What a frontend's builds sign with, and whom it trusts: root's alone, and kept when it is installed anew. */
export const FRONTEND_KEYS = '/var/lib/cairn/archive-key';

/** Where the keys are kept that somebody has said are trusted: a file each, named by its fingerprint. */
type KeyStore = Pick<DistroContext, 'keysDir'>;

function folderOf({ keysDir }: KeyStore): string {
  return join(keysDir, 'trusted');
}

/** The files of the keys that are trusted: of whoever asks, and on a frontend, where one may look, of that. */
export async function listTrustedFiles({ keysDir }: KeyStore): Promise<readonly string[]> {
  const files: string[] = [];
  for (const folder of new Set([keysDir, FRONTEND_KEYS].map((dir) => folderOf({ keysDir: dir }))))
    for (const name of (await readdir(folder).catch(() => [])).sort())
      if (KEY_FILE.test(name)) files.push(join(folder, name));
  return files;
}

const KEY_FILE = /^[0-9A-F]{40}\.asc$/;

/** Puts keys among those that are trusted. @throws {BuildError} FILE_UNWRITABLE */
export async function addTrustedKeys(store: KeyStore, keys: readonly PublicKey[]): Promise<void> {
  await makeFolder(folderOf(store));
  for (const { fingerprint, armored } of keys)
    await writeFileAtomic(join(folderOf(store), `${fingerprint}.asc`), armored);
}

/** The keys that are trusted, by fingerprint. */
export async function readTrustedKeys(store: KeyStore): Promise<readonly PublicKey[]> {
  const keys: PublicKey[] = [];
  for (const file of await listTrustedFiles(store)) keys.push(...(await readPublicKeys(file)));
  return keys;
}

/** Takes a key from those that are trusted. @throws {BuildError} USAGE for one that is not among them */
export async function removeTrustedKey(store: KeyStore, fingerprint: string): Promise<void> {
  const file = join(folderOf(store), `${fingerprint}.asc`);
  if (!(await exists(file)))
    fail('USAGE', `No key ${fingerprint} is trusted here`, undefined, 'See which are: cairn roll trust');
  await rm(file);
}
