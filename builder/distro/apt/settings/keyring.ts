import { resolve } from 'node:path';
import { sizeOfFile } from '../../../io/mod.ts';
import { fail } from '../../../model/mod.ts';

const SYSTEM_FOLDER = '/usr/share/keyrings';

/**
 * Finds the keyring that an OS roll names: a path, or a name in the system's folder.
 *
 * @throws {BuildError} KEYRING_MISSING with the package to install
 */
export async function findKeyring(keyring: string): Promise<string> {
  const name = keyring
    .split('/')
    .at(-1)!
    .replace(/\.(?:gpg|pgp|asc)$/, '');
  const places = keyring.includes('/') ? [resolve(keyring)] : [];
  places.push(...['pgp', 'gpg', 'asc'].map((extension) => `${SYSTEM_FOLDER}/${name}.${extension}`));
  for (const place of places) if ((await sizeOfFile(place)) !== undefined) return place;
  return fail(
    'KEYRING_MISSING',
    `Cannot find the keyring "${keyring}" that signs the packages`,
    undefined,
    `Install it: apt-get install ${name}`,
  );
}
