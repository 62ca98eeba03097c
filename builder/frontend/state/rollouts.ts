import {
  isOver,
  planWaves,
  type Rollout,
  type RolloutHost,
  type RolloutMove,
  type RolloutState,
  type RolloutStep,
  type RolloutWish,
  type StoredAttribute,
} from '../../hosts/mod.ts';
import { BuildError, errorProblem, fail } from '../../model/mod.ts';
import { writeAttributes } from './attributes.ts';
import type { Query } from './database/connection.ts';
import { writeBootAction } from './hosts/boot-action.ts';
import { readHost } from './records/read-hosts.ts';
import { withoutNulls } from './records/rows.ts';

/** A rollout with numbers of its hosts by step. */
export interface RolloutSummary extends Omit<Rollout, 'hosts'> {
  readonly waves: number;
  readonly counts: Readonly<Partial<Record<RolloutStep, number>>>;
}

/** What becomes of a rollout and its hosts. */
export interface RolloutChange {
  readonly moves: readonly RolloutMove[];
  /** Nothing of it happens where somebody else said meanwhile that it is in another state than `from`. */
  readonly turn?: { readonly from: RolloutState; readonly state: RolloutState; readonly reason: string };
}

/** So many that are over are remembered. */
const MAX_ROLLOUTS = 100;

type Row = Readonly<Record<string, unknown>>;

const ROLLOUT_COLUMNS =
  'id, kind, state, reason, atOnce, stopAfter, hostSeconds, drainSeconds, isNewDisk, isOverwriting, madeSeconds, endedSeconds';

function rolloutOfRow(row: Row): Omit<Rollout, 'hosts'> {
  return {
    ...withoutNulls<Omit<Rollout, 'hosts'>>(row),
    isNewDisk: row['isNewDisk'] === 1,
    isOverwriting: row['isOverwriting'] === 1,
  };
}

export async function readRollouts(query: Query): Promise<readonly RolloutSummary[]> {
  const rows = await query<Row>(`SELECT ${ROLLOUT_COLUMNS} FROM rollouts ORDER BY id DESC`);
  const counted = await query<{ rollout: number; step: RolloutStep; count: number; waves: number }>(
    'SELECT rollout, step, COUNT(*) AS count, MAX(wave) AS waves FROM rolloutHosts GROUP BY rollout, step',
  );
  return rows.map(rolloutOfRow).map((rollout) => {
    const own = counted.filter((row) => row.rollout === rollout.id);
    const counts = Object.fromEntries(own.map(({ step, count }) => [step, count]));
    return { ...rollout, waves: Math.max(0, ...own.map(({ waves }) => waves)), counts };
  });
}

export async function readRollout(query: Query, id: number): Promise<Rollout | undefined> {
  const [row] = await query<Row>(`SELECT ${ROLLOUT_COLUMNS} FROM rollouts WHERE id = ?`, [id]);
  if (row === undefined) return undefined;
  const hosts = await query<Row>(
    `SELECT host, wave, step, sinceSeconds, begunSeconds, why, isCounted FROM rolloutHosts
     WHERE rollout = ? ORDER BY position`,
    [id],
  );
  return {
    ...rolloutOfRow(row),
    hosts: hosts.map((host) => ({ ...withoutNulls<RolloutHost>(host), isCounted: host['isCounted'] === 1 })),
  };
}

async function requireRollout(query: Query, id: number): Promise<Rollout> {
  const rollout = await readRollout(query, id);
  if (rollout !== undefined) return rollout;
  return fail('ROLLOUT_UNKNOWN', `Rollout ${id} is not known`, undefined, 'See: cairn rollout list');
}

export async function writeRollout(
  query: Query,
  wish: RolloutWish,
  names: readonly string[],
  attributes: readonly StoredAttribute[],
  nowSeconds: number,
): Promise<Rollout> {
  for (const name of names) {
    if ((await readHost(query, 'name', name)) === undefined)
      fail('HOST_UNKNOWN', `Host "${name}" is not known`, undefined, 'See: cairn host list');
  }
  await refuseBusy(query, names, 0);
  await writeAttributes(query, attributes);
  const [made] = await query<{ id: number }>(
    `INSERT INTO rollouts (kind, state, atOnce, stopAfter, hostSeconds, drainSeconds, isNewDisk, isOverwriting, madeSeconds)
     VALUES (?, 'running', ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
    [
      wish.kind,
      wish.atOnce,
      wish.stopAfter,
      wish.hostSeconds,
      wish.drainSeconds ?? null,
      wish.isNewDisk ? 1 : 0,
      wish.isOverwriting ? 1 : 0,
      nowSeconds,
    ],
  );
  const { id } = made!;
  for (const [position, { host, wave }] of planWaves(names, wish.atOnce).entries()) {
    await query(
      'INSERT INTO rolloutHosts (rollout, position, host, wave, sinceSeconds) VALUES (?, ?, ?, ?, ?)',
      [id, position, host, wave, nowSeconds],
    );
  }
  await query("DELETE FROM rollouts WHERE state IN ('stopped', 'done') AND id <= ?", [id - MAX_ROLLOUTS]);
  return (await readRollout(query, id))!;
}

/** A host is in one rollout at a time. */
async function refuseBusy(query: Query, names: readonly string[], but: number): Promise<void> {
  const wanted = new Set(names);
  const rows = await query<{ host: string; rollout: number }>(
    `SELECT host, rollout FROM rolloutHosts JOIN rollouts ON rollouts.id = rollout
     WHERE state IN ('running', 'stopping') AND rollout <> ? ORDER BY rollout, position`,
    [but],
  );
  const busy = rows.filter(({ host }) => wanted.has(host));
  if (busy.length === 0) return;
  throw new BuildError(
    busy.slice(0, 10).map(({ host, rollout }) => {
      const hint = `Wait for it (cairn rollout watch ${rollout}) or end it (cairn rollout stop ${rollout})`;
      return errorProblem(
        'ROLLOUT_BUSY',
        `Host "${host}" is in rollout ${rollout}, which goes on`,
        undefined,
        hint,
      );
    }),
  );
}

export async function writeRolloutChange(
  query: Query,
  id: number,
  { moves, turn }: RolloutChange,
  nowSeconds: number,
): Promise<void> {
  const rollout = await requireRollout(query, id);
  const rows = new Map(rollout.hosts.map((row) => [row.host, row]));
  for (const { host, step, why } of moves) {
    const before = rows.get(host);
    if (before === undefined) continue;
    const isBegun = step === 'beginning' && before.step !== 'beginning';
    await query(
      `UPDATE rolloutHosts SET step = ?1, why = ?2,
         sinceSeconds = CASE WHEN step = ?1 THEN sinceSeconds ELSE ?3 END,
         begunSeconds = CASE WHEN ?1 = 'waiting' THEN NULL WHEN ?4 THEN ?3 ELSE begunSeconds END
       WHERE rollout = ?5 AND host = ?6`,
      [step, why, nowSeconds, isBegun ? 1 : 0, id, host],
    );
    // In one step with the word that it begins: a host is never asked to install twice.
    if (isBegun && rollout.kind === 'reinstall' && (await readHost(query, 'name', host)) !== undefined)
      await writeBootAction(query, host, 'install', rollout.isNewDisk, nowSeconds);
  }
  if (turn !== undefined)
    await query(
      `UPDATE rollouts SET state = ?1, reason = ?2, endedSeconds = CASE WHEN ?1 IN ('stopped', 'done') THEN ?3 END
       WHERE id = ?4 AND state = ?5`,
      [turn.state, turn.reason, nowSeconds, id, turn.from],
    );
}

export async function stopRollout(query: Query, id: number, reason: string): Promise<void> {
  const rollout = await requireRollout(query, id);
  if (isOver(rollout)) fail('ROLLOUT_OVER', `Rollout ${id} is over: ${rollout.state}`);
  if (rollout.state === 'stopping') return;
  await query("UPDATE rollouts SET state = 'stopping', reason = ? WHERE id = ?", [reason, id]);
}

export async function resumeRollout(
  query: Query,
  id: number,
  again: boolean,
  nowSeconds: number,
): Promise<void> {
  const { hosts, state } = await requireRollout(query, id);
  const left = hosts.filter(({ step }) => !['good', 'gone', 'failed'].includes(step));
  const failed = hosts.filter(({ step }) => step === 'failed');
  if (left.length === 0 && (!again || failed.length === 0)) {
    const hint =
      failed.length === 0 ? undefined : `Hosts that failed, once more: cairn rollout resume ${id} --again`;
    fail('ROLLOUT_OVER', `Rollout ${id} has no host left that waits`, undefined, hint);
  }
  await refuseBusy(
    query,
    [...left, ...(again ? failed : [])].map(({ host }) => host),
    id,
  );
  await query("UPDATE rolloutHosts SET isCounted = 0 WHERE rollout = ? AND step = 'failed'", [id]);
  if (again)
    await query(
      `UPDATE rolloutHosts SET step = 'waiting', why = '', begunSeconds = NULL, isCounted = 1, sinceSeconds = ?
       WHERE rollout = ? AND step = 'failed'`,
      [nowSeconds, id],
    );
  if (state !== 'running')
    await query("UPDATE rollouts SET state = 'running', reason = '', endedSeconds = NULL WHERE id = ?", [id]);
}
