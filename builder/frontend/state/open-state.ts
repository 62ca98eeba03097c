import { applyReport, type HostProgress } from '../../hosts/apply-report.ts';
import { applyStart, type Host } from '../../hosts/mod.ts';
import { fail, type InstallReport, type StartWord } from '../../model/mod.ts';
import { readStoredAttributes, readStoredAttributesOf, writeAttributes } from './attributes.ts';
import { recordChanges } from './audit/record-changes.ts';
import { recordImport } from './audit/record-import.ts';
import { watchRows } from './audit/watch-rows.ts';
import { addCertificate, markRevoked, readCertificates } from './certificates.ts';
import { createBell, watchRevisions } from './changes.ts';
import type { Query } from './database/connection.ts';
import { damaged } from './database/explain-fault.ts';
import { openDatabase } from './database/open-database.ts';
import { createWriter, type Write } from './database/writer.ts';
import {
  addStranger,
  adoptStranger,
  approveStranger,
  extendDiscovery,
  nameStranger,
  readOpenDiscovery,
  readStrangers,
  startDiscovery,
} from './discoveries.ts';
import { readDump, writeDump } from './dump/dump.ts';
import { keepDump } from './dump/dump-files.ts';
import { writeHosts } from './hosts/add-hosts.ts';
import { writeBootAction } from './hosts/boot-action.ts';
import { writeNetwork } from './networks.ts';
import { addAudit, addChange, readAudit } from './records/audit.ts';
import { readHostRecord, readHostRecords, writeHostRecord } from './records/host-records.ts';
import { ensureKey, readKeys, readKeysNamed, writeKeys } from './records/keys.ts';
import { readHost, readHosts, readNetworks } from './records/read-hosts.ts';
import { addEvent, readEvents, readRenamedHost } from './records/records.ts';
import type { Administrator } from './records/types.ts';
import {
  readRollout,
  readRollouts,
  resumeRollout,
  stopRollout,
  writeRollout,
  writeRolloutChange,
} from './rollouts.ts';
import type { State } from './state.ts';
import { createToken, useToken } from './tokens.ts';

const DEFAULT_STATE_PATH = '/var/lib/cairn/state.db';

/** Where the state lies: `CAIRN_STATE`, else the usual place. */
export function statePath(env: Readonly<Record<string, string | undefined>> = process.env): string {
  return env['CAIRN_STATE'] || DEFAULT_STATE_PATH;
}

export interface OpenStateOptions {
  /** Seconds since 1970; the system's clock when left out. */
  readonly now?: () => number;
  /** Fail when there is none, or an empty file, instead of making one. */
  readonly mustExist?: boolean;
  /** Who changes what is changed: it is in the audit log, in the same transaction. Left out for the service itself. */
  readonly by?: Administrator;
}

const WATCH_INTERVAL_MS = 500;

/** Opens the state, and makes or migrates it as needed. @throws {BuildError} STATE_*, SQLITE_MISSING */
export async function openState(path: string = statePath(), options: OpenStateOptions = {}): Promise<State> {
  const now = options.now ?? (() => Math.floor(Date.now() / 1000));
  const { writer, reader } = await openDatabase(
    path,
    options.mustExist === true,
    async ({ query }, version) => {
      await keepDump(path, await readDump(query, version), 'schema', now());
    },
  );
  const bell = createBell();
  const { by } = options;
  const inTurn = createWriter(writer, bell.ring);
  let isWatched: Promise<void> | undefined;
  const write: Write = async (work) => {
    if (by === undefined) return inTurn(work);
    isWatched ??= watchRows(writer);
    await isWatched;
    return inTurn(async (query) => {
      const result = await work(query);
      await recordChanges(query, by, now());
      return result;
    });
  };
  const read = reader.query;
  return {
    listHosts: (filter) => readHosts(read, filter),
    findHost: (name) => readHost(read, 'name', name),
    findHostByMac: (mac) => readHost(read, 'mac', mac),
    findRenamedHost: (name, address) => readRenamedHost(read, name, address),
    addHost: async (host) => (await write((query) => writeHosts(query, [host], now())))[0]!,
    addHosts: (hosts, options) => write((query) => writeHosts(query, hosts, now(), options)),
    removeHosts: (names) =>
      write(async (query) => {
        for (const name of names) {
          await requireHost(query, name);
          await query('DELETE FROM hosts WHERE name = ?', [name]);
          await addEvent(query, now(), name, 'removed', '');
        }
      }),
    adoptStranger: (mac, as) => write((query) => adoptStranger(query, mac, as, now())),
    nameStranger: (mac) => write((query) => nameStranger(query, mac, now())),
    approveStranger: (mac, who) => write((query) => approveStranger(query, mac, now(), who)),
    setBootAction: (names, action, { newDisk = false } = {}) =>
      write(async (query) => {
        for (const name of names) {
          await requireHost(query, name);
          await writeBootAction(query, name, action, newDisk, now());
        }
      }),
    recordReport: (name, report) => write((query) => writeReport(query, name, report, now())),
    recordStart: (name, said) => write((query) => writeStart(query, name, said, now())),
    putRecord: (name, record, drift = []) =>
      write(async (query) => {
        await requireHost(query, name);
        await writeHostRecord(query, name, record, drift, now());
      }),
    listRecords: () => readHostRecords(read),
    readRecord: (name) => readHostRecord(read, name),

    listRollouts: () => readRollouts(read),
    findRollout: (id) => readRollout(read, id),
    addRollout: (wish, names, attributes = []) =>
      write((query) => writeRollout(query, wish, names, attributes, now())),
    changeRollout: (id, change) => write((query) => writeRolloutChange(query, id, change, now())),
    stopRollout: (id, reason) => write((query) => stopRollout(query, id, reason)),
    resumeRollout: (id, { again = false } = {}) => write((query) => resumeRollout(query, id, again, now())),

    listAttributes: (filter) => readStoredAttributes(read, filter),
    setAttributes: (values) => write((query) => writeAttributes(query, values)),
    removeAttribute: (scope, subject, name) =>
      write(async (query) => {
        const sql = 'DELETE FROM attributes WHERE scope = ? AND subject = ? AND name = ? RETURNING name';
        return (await query(sql, [scope, subject, name])).length > 0;
      }),
    attributesOf: (machine) => readStoredAttributesOf(read, machine),

    listNetworks: () => readNetworks(read),
    setNetwork: (network) => write((query) => writeNetwork(query, network)),

    openDiscovery: (as, who) => write((query) => startDiscovery(query, as, now(), who)),
    keepDiscovery: (id, lifetimeSeconds) =>
      write((query) => extendDiscovery(query, id, now() + lifetimeSeconds, now())),
    closeDiscovery: async (id) => {
      await write((query) => extendDiscovery(query, id, now(), now()));
    },
    currentDiscovery: () => readOpenDiscovery(read, now()),
    recordStranger: (mac, detail = '') => write((query) => addStranger(query, mac, detail, now())),
    listStrangers: () => readStrangers(read),

    createToken: (binding) => write((query) => createToken(query, binding, now())),
    useToken: (token, from) => write((query) => useToken(query, token, from, now())),
    recordAudit: (entry) => write((query) => addAudit(query, now(), entry)),
    recordChange: async (change) => {
      if (by !== undefined) await write((query) => addChange(query, now(), by, change));
    },
    listAudit: (filter) => readAudit(read, filter),

    listKeys: (host) => readKeys(read, host),
    listKeysNamed: (name) => readKeysNamed(read, name),
    putKeys: (keys) => write((query) => writeKeys(query, keys)),
    ensureKey: (host, name, make) => write((query) => ensureKey(query, host, name, make)),

    listCertificates: (filter) => readCertificates(read, filter),
    recordCertificate: (certificate) => write((query) => addCertificate(query, certificate, now())),
    revokeCertificates: (serials) => write((query) => markRevoked(query, serials, now())),

    recordEvent: (host, kind, text) => write((query) => addEvent(query, now(), host, kind, text)),
    listEvents: (filter) => readEvents(read, filter),

    watchChanges: (signal, intervalMs = WATCH_INTERVAL_MS) => watchRevisions(read, bell, signal, intervalMs),

    dump: () => inTurn((query) => readDump(query)),
    keepDump: async () => keepDump(path, await inTurn((query) => readDump(query)), 'night', now()),
    check: async () => {
      const [row] = await read<{ quick_check: string }>('PRAGMA quick_check(1)');
      if (row?.quick_check !== 'ok') throw damaged(path, row?.quick_check ?? 'it says nothing of itself');
    },
    restore: (dump, options) =>
      write(async (query) => {
        const restore = () => writeDump(query, dump, options);
        await (by === undefined ? restore() : recordImport(query, by, now(), restore));
      }),
    close: async () => {
      // Waits for what was asked for before.
      await inTurn(async () => undefined);
      await reader.close();
      await writer.close();
    },
  };
}

async function requireHost(query: Query, name: string): Promise<Host> {
  const host = await readHost(query, 'name', name);
  return host ?? fail('HOST_UNKNOWN', `Host "${name}" is not known`, undefined, 'See: cairn host list');
}

async function writeReport(
  query: Query,
  name: string,
  report: InstallReport,
  nowSeconds: number,
): Promise<Host> {
  const host = await requireHost(query, name);
  const next = applyReport(host, report, nowSeconds);
  await writeProgress(query, name, next);
  const isNews = report.event !== 'phase' || next.phase !== host.phase;
  if (isNews) {
    const text = report.event === 'phase' ? next.phase : report.event === 'failed' ? next.failureReason : '';
    await addEvent(query, nowSeconds, name, report.event, text);
  }
  return requireHost(query, name);
}

async function writeStart(query: Query, name: string, said: StartWord, nowSeconds: number): Promise<Host> {
  const host = await requireHost(query, name);
  const next = applyStart(host, said, nowSeconds);
  await writeProgress(query, name, next);
  // Who waits asks again and again: that is no news.
  const isNews =
    next.state !== host.state || next.phase !== host.phase || next.failureReason !== host.failureReason;
  if (isNews) {
    const text = said.word === 'waiting' ? next.phase : said.word === 'failed' ? next.failureReason : '';
    await addEvent(query, nowSeconds, name, said.word, text);
  }
  return requireHost(query, name);
}

async function writeProgress(query: Query, name: string, next: HostProgress): Promise<void> {
  await query(
    `UPDATE hosts SET bootAction = ?, state = ?, phase = ?, percent = ?, sinceSeconds = ?, failures = ?,
       failureReason = ?, disk = COALESCE(?, disk), "release" = COALESCE(?, "release"), readySeconds = ?
     WHERE name = ?`,
    [
      next.bootAction,
      next.state,
      next.phase,
      next.percent,
      next.sinceSeconds,
      next.failures,
      next.failureReason,
      next.disk ?? null,
      next.release ?? null,
      next.readySeconds ?? null,
      name,
    ],
  );
}
