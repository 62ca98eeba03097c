import { checkKey } from '../../../hosts/mod.ts';
import { BuildError } from '../../../model/mod.ts';
import type { Query } from '../database/connection.ts';
import { readHost } from './read-hosts.ts';
import type { StoredKey } from './types.ts';

/** Keys of a host, or of the cluster (`host` empty), by name. */
export function readKeys(query: Query, host: string): Promise<readonly StoredKey[]> {
  return query<StoredKey>('SELECT host, name, value FROM "keys" WHERE host = ? ORDER BY name', [host]);
}

/** The key of one name of every host that has it. */
export function readKeysNamed(query: Query, name: string): Promise<readonly StoredKey[]> {
  return query<StoredKey>('SELECT host, name, value FROM "keys" WHERE name = ? ORDER BY host', [name]);
}

/** @throws {BuildError} HOST_UNKNOWN, HOST_WRONG */
export async function writeKeys(query: Query, keys: readonly StoredKey[]): Promise<void> {
  for (const key of keys) {
    const { host, name, value } = key;
    const isKnown = host !== '' && (await readHost(query, 'name', host)) !== undefined;
    const problems = checkKey(key, () => isKnown);
    if (problems.length > 0) throw new BuildError(problems);
    await query(
      `INSERT INTO "keys" (host, name, value) VALUES (?1, ?2, ?3)
       ON CONFLICT (host, name) DO UPDATE SET value = ?3`,
      [host, name, value],
    );
  }
}

/** The key that is there, or a new one. */
export async function ensureKey(
  query: Query,
  host: string,
  name: string,
  make: () => string,
): Promise<string> {
  const [row] = await query<{ value: string }>('SELECT value FROM "keys" WHERE host = ? AND name = ?', [
    host,
    name,
  ]);
  if (row !== undefined) return row.value;
  const value = make();
  await writeKeys(query, [{ host, name, value }]);
  return value;
}
