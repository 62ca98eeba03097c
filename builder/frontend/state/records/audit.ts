import type { Query } from '../database/connection.ts';
import { withoutNulls } from './rows.ts';
import type {
  Administrator,
  AuditEntry,
  AuditedChange,
  AuditFilter,
  AuditRecord,
  ToldValues,
} from './types.ts';

/** So many records of each kind are kept: what came from the network pushes out nothing that an administrator did. */
export const MAX_AUDIT_RECORDS = 100_000;
/** Of what administrators changed. */
export const MAX_CHANGE_BYTES = 64 * 1024 * 1024;
const MAX_TEXT = 500;
/** The oldest go after so many new ones. */
const PACE = 100;

const KINDS = ["who IS NULL AND outcome = 'done'", "who IS NULL AND outcome = 'refused'", 'who IS NOT NULL'];

/** Who asked for something over the network, and what came of it. */
export async function addAudit(query: Query, nowSeconds: number, entry: AuditEntry): Promise<void> {
  const { action, outcome, host, address, mac, detail } = entry;
  const [row] = await query<{ id: number }>(
    `INSERT INTO audit (timeSeconds, action, outcome, host, address, mac, detail)
     VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id`,
    [nowSeconds, action, outcome, host ?? null, address ?? null, mac ?? null, cut(detail)],
  );
  if ((row?.id ?? 1) % PACE === 0) await forgetOldest(query);
}

/** What an administrator changed. */
export async function addChange(
  query: Query,
  nowSeconds: number,
  { who, command }: Administrator,
  { object, host, before, after }: AuditedChange,
): Promise<void> {
  const action = before === undefined ? 'add' : after === undefined ? 'remove' : 'change';
  const [row] = await query<{ id: number }>(
    `INSERT INTO audit (timeSeconds, action, outcome, host, who, command, object, "before", "after")
     VALUES (?, ?, 'done', ?, ?, ?, ?, ?, ?) RETURNING id`,
    [nowSeconds, action, host ?? null, cut(who), cut(command), cut(object), write(before), write(after)],
  );
  if ((row?.id ?? 1) % PACE === 0) await forgetOldest(query);
}

function write(values: ToldValues | undefined): string | null {
  if (values === undefined) return null;
  const short = Object.entries(values).map(([name, value]) => [
    name,
    typeof value === 'string' ? cut(value) : value,
  ]);
  return JSON.stringify(Object.fromEntries(short));
}

function cut(text: string | undefined): string | null {
  if (text === undefined) return null;
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}...` : text;
}

/** By the index on kinds, whatever their number. */
async function forgetOldest(query: Query): Promise<void> {
  for (const kind of KINDS) {
    await query(
      `DELETE FROM audit WHERE ${kind} AND id <= (SELECT id FROM audit WHERE ${kind} ORDER BY id DESC LIMIT 1 OFFSET ?)`,
      [MAX_AUDIT_RECORDS],
    );
  }
  await query(
    `DELETE FROM audit WHERE who IS NOT NULL AND id <= (
       SELECT max(id) FROM (
         SELECT id, sum(length(CAST(ifnull("before", '') || ifnull("after", '') || object AS BLOB)) + 100)
           OVER (ORDER BY id DESC) AS total FROM audit WHERE who IS NOT NULL)
       WHERE total > ?)`,
    [MAX_CHANGE_BYTES],
  );
}

/** The newest `limit` records, oldest first. */
export async function readAudit(
  query: Query,
  { host, sinceSeconds = 0, limit = 1000 }: AuditFilter = {},
): Promise<readonly AuditRecord[]> {
  const rows = await query<Record<string, unknown>>(
    `SELECT * FROM (SELECT * FROM audit WHERE (?1 IS NULL OR host = ?1) AND timeSeconds >= ?3 ORDER BY id DESC LIMIT ?2)
     ORDER BY id`,
    [host ?? null, limit, sinceSeconds],
  );
  return rows.map((row) => {
    const { before, after, ...rest } = withoutNulls<Record<string, unknown>>(row);
    return {
      ...(rest as unknown as AuditRecord),
      ...(typeof before === 'string' ? { before: JSON.parse(before) as ToldValues } : {}),
      ...(typeof after === 'string' ? { after: JSON.parse(after) as ToldValues } : {}),
    };
  });
}
