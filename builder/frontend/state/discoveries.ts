import { keepLine } from '../../hosts/apply-report.ts';
import type { Host } from '../../hosts/mod.ts';
import { fail, isMac, normalizeMac } from '../../model/mod.ts';
import type { Query } from './database/connection.ts';
import { writeHosts } from './hosts/add-hosts.ts';
import { changeOf, settleHost } from './hosts/change-host.ts';
import { addChange } from './records/audit.ts';
import { readHost, readPrivateNetwork } from './records/read-hosts.ts';
import { addEvent } from './records/records.ts';
import { withoutNulls } from './records/rows.ts';
import type {
  Administrator,
  Discovery,
  DiscoveryWish,
  Naming,
  Stranger,
  ToldValues,
} from './records/types.ts';

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
  as: DiscoveryWish & { readonly lifetimeSeconds: number },
  nowSeconds: number,
  by?: Administrator,
): Promise<Discovery> {
  if (as.replace !== undefined && (await readHost(query, 'name', as.replace)) === undefined) {
    fail('HOST_UNKNOWN', `Host "${as.replace}" is not known`);
  }
  await query('UPDATE discoveries SET expiresSeconds = ? WHERE expiresSeconds > ?', [nowSeconds, nowSeconds]);
  const [row] = await query<Record<string, unknown>>(
    `INSERT INTO discoveries (appliance, rack, "replace", count, perMinute, approval, startedSeconds, expiresSeconds)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING *`,
    [
      as.appliance,
      as.rack,
      as.replace ?? null,
      as.count ?? null,
      as.perMinute ?? null,
      as.approval ?? null,
      nowSeconds,
      nowSeconds + as.lifetimeSeconds,
    ],
  );
  if (by !== undefined) {
    const { appliance, rack, replace, count, perMinute, approval } = as;
    const after = { appliance, rack, replace, count, perMinute, approval };
    const told = Object.entries(after).filter(([, value]) => value !== undefined);
    await addChange(query, nowSeconds, by, {
      object: 'discovery',
      after: Object.fromEntries(told) as ToldValues,
    });
  }
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

/** Names whoever asks to be started, by the discovery that is open and in its bounds. */
export async function nameStranger(query: Query, text: string, nowSeconds: number): Promise<Naming> {
  const mac = normalizeMac(text);
  const host = await readHost(query, 'mac', mac);
  if (host !== undefined) return { kind: 'named', host, isNew: false };
  const discovery = await readOpenDiscovery(query, nowSeconds);
  if (discovery === undefined) return { kind: 'nobody' };
  if (discovery.approval === 'ask') {
    await addStranger(query, mac, 'waits to be approved', nowSeconds);
    return { kind: 'waits', why: 'approval' };
  }
  if (!(await takePace(query, discovery, nowSeconds))) return { kind: 'waits', why: 'rate' };
  return { kind: 'named', ...(await adoptFor(query, discovery, mac, nowSeconds)) };
}

/** Names a stranger because somebody says so. @throws {BuildError} HOST_UNKNOWN: nobody waits for strangers */
export async function approveStranger(
  query: Query,
  mac: string,
  nowSeconds: number,
  by?: Administrator,
): Promise<Host> {
  const discovery = await readOpenDiscovery(query, nowSeconds);
  if (discovery === undefined) return fail('HOST_UNKNOWN', 'There is no discovery that names machines');
  const { host, isNew } = await adoptFor(query, discovery, mac, nowSeconds);
  if (isNew && by !== undefined) {
    const { name, appliance, rack, rank, address, macs } = host;
    const after = { name, appliance, rack, rank, address, macs: macs.join(' ') };
    await addChange(query, nowSeconds, by, { object: `host ${name}`, host: name, after });
  }
  return host;
}

/** Counts the machine, and ends the discovery with its last one. */
async function adoptFor(
  query: Query,
  discovery: Discovery,
  mac: string,
  nowSeconds: number,
): Promise<{ readonly host: Host; readonly isNew: boolean }> {
  const adopted = await adoptStranger(query, mac, discovery, nowSeconds);
  if (!adopted.isNew) return adopted;
  await query(
    `UPDATE discoveries SET named = named + 1,
       expiresSeconds = CASE WHEN named + 1 >= count THEN MIN(expiresSeconds, ?1) ELSE expiresSeconds END WHERE id = ?2`,
    [nowSeconds, discovery.id],
  );
  return adopted;
}

/** A whole minute's machines may come at once; after that each has to wait for its turn. */
async function takePace(query: Query, { id, perMinute }: Discovery, nowSeconds: number): Promise<boolean> {
  if (perMinute === undefined) return true;
  const each = 60 / perMinute;
  const rows = await query(
    `UPDATE discoveries SET paceSeconds = MAX(paceSeconds, ?1) + ?2
     WHERE id = ?3 AND MAX(paceSeconds, ?1) + ?2 <= ?1 + 60.000001 RETURNING id`,
    [nowSeconds, each, id],
  );
  return rows.length > 0;
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
  const changed = changeOf(replaced, { macs: [mac], bootAction: 'install' });
  await settleHost(query, replaced, changed, await readPrivateNetwork(query));
  await query(
    "UPDATE hosts SET state = 'new', phase = '', percent = 0, sinceSeconds = ?, failures = 0, failureReason = '', disk = NULL, \"release\" = NULL, readySeconds = NULL WHERE name = ?",
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
