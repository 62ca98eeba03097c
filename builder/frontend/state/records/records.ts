import type { Host } from '../../../hosts/mod.ts';
import type { Query } from '../database/connection.ts';
import { readHost } from './read-hosts.ts';
import type { HostEvent } from './types.ts';

/** Older ones go: what comes from the network must not fill the disk. */
const MAX_EVENTS = 200_000;

/** Kind of the event that says what a host was called before. */
export const RENAMED = 'renamed';

/** The host that has the address and once had the name, which nobody has now. */
export async function readRenamedHost(
  query: Query,
  name: string,
  address: string,
): Promise<Host | undefined> {
  if ((await readHost(query, 'name', name)) !== undefined) return undefined;
  const host = await readHost(query, 'address', address);
  if (host === undefined) return undefined;
  const told = await query('SELECT 1 FROM events WHERE host = ? AND kind = ? AND text = ? LIMIT 1', [
    host.name,
    RENAMED,
    name,
  ]);
  return told.length > 0 ? host : undefined;
}

export async function addEvent(
  query: Query,
  nowSeconds: number,
  host: string,
  kind: string,
  text: string,
): Promise<void> {
  const [row] = await query<{ id: number }>(
    'INSERT INTO events (timeSeconds, host, kind, text) VALUES (?, ?, ?, ?) RETURNING id',
    [nowSeconds, host, kind, text],
  );
  if (row !== undefined && row.id % 1000 === 0) {
    await query('DELETE FROM events WHERE id <= ?', [row.id - MAX_EVENTS]);
  }
}

/**
 * The newest `limit` events after `since`, oldest first. Those of a host that was removed are not those of another one
 * that has its name now.
 */
export function readEvents(
  query: Query,
  options: { readonly host?: string; readonly since?: number; readonly limit?: number } = {},
): Promise<readonly HostEvent[]> {
  const { host, since = 0, limit = 1000 } = options;
  return query<HostEvent>(
    `SELECT * FROM (SELECT * FROM events WHERE (?1 IS NULL OR host = ?1) AND id > ?2
       AND id > IFNULL((SELECT MAX(id) FROM events WHERE host = ?1 AND kind = 'removed'
         AND EXISTS (SELECT 1 FROM hosts WHERE name = ?1)), 0)
     ORDER BY id DESC LIMIT ?3) ORDER BY id`,
    [host ?? null, since, limit],
  );
}
