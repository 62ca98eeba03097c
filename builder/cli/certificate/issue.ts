import { certifyPerson } from '../../frontend/service/authority/certify-person.ts';
import { CONFIG_PATH, readFrontendConfig } from '../../frontend/service/shared/config.ts';
import { writeFileAtomic } from '../../io/mod.ts';
import { fail } from '../../model/mod.ts';
import { withState } from '../frontend/with-state.ts';
import { readInput } from '../terminal/read-input.ts';
import { printLine } from '../terminal/report.ts';
import type { CertificateIssueOptions } from './commands.ts';

/** Shorter than a common name may be; no sign that means something in a subject. */
const PERSON = /^[A-Za-z0-9][A-Za-z0-9_.@-]{0,62}$/;

/** `cairn certificate issue PERSON --output FILE` */
export async function runCertificateIssue(
  person: string,
  { output, passwordFile, days }: CertificateIssueOptions,
): Promise<void> {
  if (!PERSON.test(person)) {
    const hint = 'Use up to 63 letters, digits and "_.@-"; begin with a letter or digit';
    fail('USAGE', `Bad name of a person "${person}"`, undefined, hint);
  }
  const password = (await readInput(passwordFile)).replace(/\r?\n$/, '');
  if (password === '' || /[\r\n\0]/.test(password))
    fail('USAGE', 'The password is empty, or more than one line', undefined, 'See: --password-file');
  const { hostname, domain } = await readFrontendConfig(process.env['CAIRN_FRONTEND'] ?? CONFIG_PATH);
  await withState(async (state) => {
    // Somebody who is told "revoke NAME" means one of them
    if (person === hostname || (await state.findHost(person)) !== undefined)
      fail('HOST_TWICE', `"${person}" is a host`, undefined, 'Give the person another name');
    const bytes = await certifyPerson(state, domain, { person, password, days });
    await writeFileAtomic(output, bytes, { mode: 0o600, durable: true });
  });
  printLine(`${output} written: ${person}, good for ${days} days`);
}
