import { withState } from '../frontend/with-state.ts';
import { printJson, printText } from '../terminal/report.ts';
import { renderTable } from '../terminal/text-table.ts';
import type { AuditOptions } from './commands.ts';

/** `cairn audit`: who asked for secrets, and what came of it; oldest first. */
export async function runAudit(options: AuditOptions): Promise<void> {
  const { host } = options;
  const records = await withState((state) => state.listAudit(host === undefined ? {} : { host }));
  if (options.format === 'json') return printJson(records);
  const rows = records.map((one) => [
    new Date(one.timeSeconds * 1000).toISOString().replace('.000Z', 'Z'),
    one.outcome,
    one.action,
    one.host ?? '-',
    one.address ?? '-',
    one.mac ?? '-',
    one.detail ?? '',
  ]);
  printText(renderTable(['TIME', 'OUTCOME', 'ACTION', 'HOST', 'ADDRESS', 'MAC', 'DETAIL'], rows));
}
