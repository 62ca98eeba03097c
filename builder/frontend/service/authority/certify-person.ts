import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../../io/mod.ts';
import type { State } from '../../state/mod.ts';
import { nowInSeconds } from '../keys/certify-host.ts';
import { ensureCertificateAuthority } from './certificate-authority.ts';
import { issueCertificate } from './issue-certificate.ts';
import { withSecretFolder } from './openssl-ca.ts';

export interface PersonOrder {
  readonly person: string;
  /** Of the result; one line. */
  readonly password: string;
  readonly days: number;
}

/**
 * A key and a certificate by which a person signs on.
 *
 * @param domain of the cluster
 * @returns PKCS#12, as browsers take it: the key, the certificate, and the authority's
 * @throws {BuildError} COMMAND_MISSING, COMMAND_FAILED: openssl
 */
export async function certifyPerson(
  state: Pick<State, 'ensureKey' | 'listKeys' | 'recordCertificate'>,
  domain: string,
  { person, password, days }: PersonOrder,
): Promise<Uint8Array> {
  const authority = await ensureCertificateAuthority(state, domain);
  return withSecretFolder(async (cwd) => {
    const write = (file: string, text: string): Promise<void> =>
      writeFile(join(cwd, file), text, { mode: 0o600 });
    const openssl = (...words: readonly string[]): Promise<unknown> => run(['openssl', ...words], { cwd });
    await openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', 'key.pem');
    const request = ['-new', '-key', 'key.pem', '-subj', '/CN=request', '-config', '/dev/null'];
    await openssl('req', ...request, '-out', 'request.pem');
    const order = { use: 'person', name: person, service: '', alternatives: [], days } as const;
    const pem = await readFile(join(cwd, 'request.pem'), 'utf8');
    await write('person.pem', await issueCertificate(state, authority, pem, order, nowInSeconds()));
    await write('authority.pem', authority.certificate);
    await write('password', `${password}\n`);
    const parts = ['-inkey', 'key.pem', '-in', 'person.pem', '-certfile', 'authority.pem', '-name', person];
    await openssl('pkcs12', '-export', ...parts, '-passout', 'file:password', '-out', 'person.p12');
    return readFile(join(cwd, 'person.p12'));
  });
}
