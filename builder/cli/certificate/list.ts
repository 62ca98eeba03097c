import type { IssuedCertificate } from '../../frontend/state/mod.ts';
import { withState } from '../frontend/with-state.ts';
import { printJson, printText } from '../terminal/report.ts';
import { renderTable } from '../terminal/text-table.ts';
import type { CertificateListOptions } from './commands.ts';

/** `cairn certificate list` */
export async function runCertificateList(options: CertificateListOptions): Promise<void> {
  const all = await withState((state) => state.listCertificates());
  if (options.format === 'json') return printJson(all);
  const now = Math.floor(Date.now() / 1000);
  const rows = all.map((one) => [
    one.name,
    one.kind,
    one.service === '' ? '-' : one.service,
    formatDay(one.untilSeconds),
    describeState(one, now),
    one.serial,
  ]);
  printText(renderTable(['NAME', 'KIND', 'SERVICE', 'UNTIL', 'STATE', 'SERIAL'], rows));
}

function describeState({ untilSeconds, revokedSeconds }: IssuedCertificate, nowSeconds: number): string {
  if (revokedSeconds !== undefined) return `revoked ${formatDay(revokedSeconds)}`;
  return untilSeconds <= nowSeconds ? 'ended' : 'good';
}

function formatDay(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}
