import type { Query } from '../database/connection.ts';
import { readDump } from '../dump/dump.ts';
import type { StateDump } from '../dump/types.ts';
import { addChange } from '../records/audit.ts';
import type { Administrator, ToldValues } from '../records/types.ts';
import { takeChanges } from './watch-rows.ts';

/** What only tells what happened. */
const LOGS: readonly string[] = ['audit', 'events'];

/** What replaces everything is one record: how much of each there was, and is; none where all is as it was. */
export async function recordImport(
  query: Query,
  by: Administrator,
  nowSeconds: number,
  restore: () => Promise<void>,
): Promise<void> {
  const before = await readDump(query);
  await restore();
  await takeChanges(query);
  const after = await readDump(query);
  if (textOf(before) === textOf(after)) return;
  await addChange(query, nowSeconds, by, {
    object: 'everything',
    before: countRows(before),
    after: countRows(after),
  });
}

function textOf({ tables }: StateDump): string {
  return JSON.stringify(Object.entries(tables).filter(([table]) => !LOGS.includes(table)));
}

function countRows({ tables }: StateDump): ToldValues {
  const counted = ['hosts', 'attributes', 'networks', 'keys', 'certificates'];
  return Object.fromEntries(counted.map((table) => [table, tables[table]?.length ?? 0]));
}
