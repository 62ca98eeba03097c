import { fail } from '../../model/mod.ts';
import { withState } from '../frontend/with-state.ts';
import { printLine } from '../terminal/report.ts';

/** `cairn certificate revoke PERSON|HOST|SERIAL` */
export async function runCertificateRevoke(whose: string): Promise<void> {
  await withState(async (state) => {
    const all = await state.listCertificates();
    const meant = all.filter(({ name, serial }) => name === whose || serial === whose.toUpperCase());
    if (meant.length === 0) {
      const hint = 'See: cairn certificate list';
      fail(
        'CERTIFICATE_UNKNOWN',
        `"${whose}" has no certificate, and is the number of none`,
        undefined,
        hint,
      );
    }
    const good = meant.filter(({ revokedSeconds }) => revokedSeconds === undefined);
    await state.revokeCertificates(good.map(({ serial }) => serial));
    if (good.length === 0) printLine(`${whose}: revoked already`);
    for (const { name, service, serial } of good)
      printLine(`${name}${service === '' ? '' : `, ${service}`}: ${serial} revoked`);
    if (good.some(({ kind }) => kind === 'host'))
      printLine(`The host gets no other certificate until it is installed anew: cairn host reinstall`);
    if (good.length > 0)
      printLine(
        'Hosts know it within 11 minutes; at once: cairn run SELECTION -- systemctl start cairn-certificates',
      );
  });
}
