import type { AuditRecord } from '../../frontend/state/mod.ts';
import { fail } from '../../model/mod.ts';
import { withState } from '../frontend/with-state.ts';
import { printJson, printText } from '../terminal/report.ts';
import { renderTable } from '../terminal/text-table.ts';
import type { AuditOptions } from './commands.ts';

/** `cairn audit`: what administrators changed, who asked for secrets, and what came of it; oldest first. */
export async function runAudit(options: AuditOptions): Promise<void> {
  const { host, since } = options;
  const filter = {
    ...(host === undefined ? {} : { host }),
    ...(since === undefined ? {} : { sinceSeconds: parseSince(since, Math.floor(Date.now() / 1000)) }),
  };
  const records = await withState((state) => state.listAudit(filter));
  if (options.format === 'json') return printJson(records);
  const rows = records.map((one) => [
    new Date(one.timeSeconds * 1000).toISOString().replace('.000Z', 'Z'),
    one.who ?? '-',
    one.outcome,
    one.action,
    one.host ?? '-',
    one.address ?? '-',
    one.mac ?? '-',
    one.who === undefined ? (one.detail ?? '') : `${one.command}: ${one.object}: ${describeValues(one)}`,
  ]);
  printText(renderTable(['TIME', 'WHO', 'OUTCOME', 'ACTION', 'HOST', 'ADDRESS', 'MAC', 'DETAIL'], rows));
}

const UNITS: Readonly<Record<string, number>> = { s: 1, min: 60, h: 3600, d: 86_400 };

/** A time as `2026-11-27`, `2026-11-27T10:00Z`, or so long ago: `30min`, `12h`, `7d`. @throws {BuildError} USAGE */
export function parseSince(text: string, nowSeconds: number): number {
  const [, count, unit = ''] = /^(\d{1,6})(s|min|h|d)$/.exec(text) ?? [];
  if (count !== undefined) return nowSeconds - Number(count) * UNITS[unit]!;
  const time = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?Z?)?$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isFinite(time)) return Math.floor(time / 1000);
  const hint = 'Write it like 2026-11-27, 2026-11-27T10:00Z, 30min, 12h or 7d';
  return fail('USAGE', `"${text}" after --since is no time`, undefined, hint);
}

/** `address 10.1.0.2 to 10.1.0.9, rack 0 to 5`; of what was added or removed, its values. */
function describeValues({ before, after }: AuditRecord): string {
  const show = (value: string | number | null | undefined): string =>
    value === null || value === undefined || value === '' ? 'none' : String(value);
  const names = Object.keys({ ...before, ...after });
  const told = names.map((name) => {
    if (before === undefined || after === undefined) return `${name} ${show((before ?? after)?.[name])}`;
    const values = [show(before[name]), show(after[name])];
    return values[0] === values[1] ? `${name} changed` : `${name} ${values.join(' to ')}`;
  });
  return told.join(', ').replaceAll('\n', '\\n');
}
