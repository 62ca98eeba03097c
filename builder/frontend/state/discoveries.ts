import { keepLine } from '../../hosts/apply-report.ts';
import type { Host } from '../../hosts/mod.ts';
import { fail, isMac, normalizeMac } from '../../model/mod.ts';
import type { Query } from './database/connection.ts';
import { writeHosts } from './hosts/add-hosts.ts';
import { changeOf, settleHost } from './hosts/change-host.ts';
import { readHost } from './records/read-hosts.ts';
import { addEvent } from './records/records.ts';
import { withoutNulls } from './records/rows.ts';
import type { Discovery, Stranger } from './records/types.ts';

/** So many strangers are remembered: anybody on the wire can invent more. */
const MAX_STRANGERS = 4096;

export async function readOpenDiscovery(query: Query, nowSeconds: number): Promise<Discovery | undefined> {
  const [row] = await query<Record<string, unknown>>(
    'SELECT * FROM discoveries WHERE expiresSeconds > ? ORDER BY id DESC LIMIT 1',
    [nowSeconds],
  );
  return row === undefined ? undefined : withoutNulls<Discovery>(row);
}

export async function startDiscovery(
  query: Query,
  as: {
    readonly appliance: string;
    readonly rack: number;
    readonly replace?: string;
    readonly lifetimeSeconds: number;
  },
  nowSeconds: number,
): Promise<Discovery> {
  if (as.replace !== undefined && (await readHost(query, 'name', as.replace)) === undefined) {
    fail('HOST_UNKNOWN', `Host "${as.replace}" is not known`);
  }
  await query('UPDATE discoveries SET expiresSeconds = ? WHERE expiresSeconds > ?', [nowSeconds, nowSeconds]);
  const [row] = await query<Record<string, unknown>>(
    `INSERT INTO discoveries (appliance, rack, "replace", startedSeconds, expiresSeconds)
     VALUES (?, ?, ?, ?, ?) RETURNING *`,
    [as.appliance, as.rack, as.replace ?? null, nowSeconds, nowSeconds + as.lifetimeSeconds],
  );
  return withoutNulls<Discovery>(row!);
}

/** @returns false when it is over */
export async function extendDiscovery(
  query: Query,
  id: number,
  untilSeconds: number,
  nowSeconds: number,
): Promise<boolean> {
  const rows = await query(
    'UPDATE discoveries SET expiresSeconds = ? WHERE id = ? AND expiresSeconds > ? RETURNING id',
    [untilSeconds, id, nowSeconds],
  );
  return rows.length > 0;
}

export async function addStranger(
  query: Query,
  text: string,
  detail: string,
  nowSeconds: number,
): Promise<void> {
  const mac = normalizeMac(text);
  if (!isMac(mac)) return;
  if ((await query('SELECT 1 FROM macs WHERE mac = ?', [mac])).length > 0) return;
  const [row] = await query<{ requests: number }>(
    `INSERT INTO strangers (mac, firstSeconds, lastSeconds, requests, detail) VALUES (?1, ?2, ?2, 1, ?3)
     ON CONFLICT (mac) DO UPDATE SET lastSeconds = ?2, requests = requests + 1, detail = ?3 RETURNING requests`,
    [mac, nowSeconds, keepLine(detail)],
  );
  if (row?.requests !== 1) return;
  await query(
    'DELETE FROM strangers WHERE mac IN (SELECT mac FROM strangers ORDER BY lastSeconds DESC LIMIT -1 OFFSET ?)',
    [MAX_STRANGERS],
  );
}

export function readStrangers(query: Query): Promise<readonly Stranger[]> {
  return query<Stranger>('SELECT * FROM strangers ORDER BY lastSeconds DESC, mac');
}

/** Names a stranger, or finds the name it has. @throws {BuildError} HOST_WRONG, HOST_UNKNOWN, NETWORK_FULL */
export async function adoptStranger(
  query: Query,
  text: string,
  as: { readonly appliance: string; readonly rack: number; readonly replace?: string },
  nowSeconds: number,
): Promise<{ readonly host: Host; readonly isNew: boolean }> {
  const mac = normalizeMac(text);
  const known = await readHost(query, 'mac', mac);
  if (known !== undefined) return { host: known, isNew: false };
  if (as.replace === undefined) {
    const [host] = await writeHosts(
      query,
      [{ appliance: as.appliance, rack: as.rack, macs: [mac] }],
      nowSeconds,
    );
    return { host: host!, isNew: true };
  }
  const replaced = await readHost(query, 'name', as.replace);
  if (replaced === undefined) return fail('HOST_UNKNOWN', `Host "${as.replace}" is not known`);
  await settleHost(query, replaced, changeOf(replaced, { macs: [mac], bootAction: 'install' }));
  await query(
    "UPDATE hosts SET state = 'new', phase = '', percent = 0, sinceSeconds = ?, failures = 0, failureReason = '', disk = NULL WHERE name = ?",
    [nowSeconds, replaced.name],
  );
  await query('DELETE FROM tokens WHERE host = ?', [replaced.name]);
  // One board takes one place: the next stranger is a stranger again.
  await query('UPDATE discoveries SET expiresSeconds = ? WHERE expiresSeconds > ? AND "replace" = ?', [
    nowSeconds,
    nowSeconds,
    replaced.name,
  ]);
  await addEvent(query, nowSeconds, replaced.name, 'replaced', `${replaced.macs.join(' ')} by ${mac}`);
  return { host: (await readHost(query, 'name', replaced.name))!, isNew: true };
}
