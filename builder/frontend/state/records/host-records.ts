import { createHash } from 'node:crypto';
import type { HostRecord } from '../../../model/mod.ts';
import type { Query } from '../database/connection.ts';
import type { KeptRecord } from './types.ts';

interface Row {
  readonly host: string;
  readonly timeSeconds: number;
  readonly summary: string;
  readonly drift: string;
}

/** What is asked of every host at once stands beside the whole, which is long. */
export async function writeHostRecord(
  query: Query,
  host: string,
  record: HostRecord,
  drift: readonly string[],
  nowSeconds: number,
): Promise<void> {
  const { things: _, versions = {}, ...others } = record;
  const installed = createHash('sha256').update(JSON.stringify(versions)).digest('hex');
  const summary: KeptRecord['summary'] = { ...others, installed };
  await query(
    `INSERT INTO records (host, timeSeconds, summary, text, drift) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (host) DO UPDATE SET timeSeconds = excluded.timeSeconds, summary = excluded.summary,
       text = excluded.text, drift = excluded.drift`,
    [host, nowSeconds, JSON.stringify(summary), JSON.stringify(record), JSON.stringify(drift)],
  );
  // What it was made to is what it runs, however it came to that
  if (record.release === '') return;
  await query('UPDATE hosts SET "release" = ? WHERE name = ? AND "release" IS NOT ?', [
    record.release,
    host,
    record.release,
  ]);
}

/** Of every host that has said it, without the things that it is made of. */
export async function readHostRecords(query: Query): Promise<readonly KeptRecord[]> {
  const rows = await query<Row>('SELECT host, timeSeconds, summary, drift FROM records ORDER BY host', []);
  return rows.map(({ host, timeSeconds, summary, drift }) => ({
    host,
    timeSeconds,
    summary: JSON.parse(summary) as KeptRecord['summary'],
    drift: JSON.parse(drift) as readonly string[],
  }));
}

/** The whole of one; undefined: the host has never said it. */
export async function readHostRecord(query: Query, host: string): Promise<HostRecord | undefined> {
  const [row] = await query<{ readonly text: string }>('SELECT text FROM records WHERE host = ?', [host]);
  return row === undefined ? undefined : (JSON.parse(row.text) as HostRecord);
}
