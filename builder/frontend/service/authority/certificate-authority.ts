import { generateKeyPairSync } from 'node:crypto';
import type { State } from '../../state/mod.ts';
import { type CertificateAuthority, signItself } from './openssl-ca.ts';

/** Its private half never leaves the frontend, and is kept with its state: it is the same after a reinstallation. */
const KEY = 'service:certificate-authority';
const CERTIFICATE = 'service:certificate-authority-certificate';

/** Machines trust it because they were given it, and not because of a date. */
const DAYS = 7300;

const EXTENSIONS = [
  'basicConstraints=critical,CA:TRUE,pathlen:1',
  'keyUsage=critical,keyCertSign,cRLSign',
  'subjectKeyIdentifier=hash',
];

/**
 * The cluster's authority over certificates of services and persons; made when it is first needed.
 *
 * @param domain of the cluster, which its name tells
 * @throws {BuildError} COMMAND_MISSING, COMMAND_FAILED: openssl
 */
export async function ensureCertificateAuthority(
  state: Pick<State, 'ensureKey' | 'listKeys'>,
  domain: string,
): Promise<CertificateAuthority> {
  const key = await state.ensureKey('', KEY, makeKey);
  const known = (await state.listKeys('')).find(({ name }) => name === CERTIFICATE)?.value;
  if (known !== undefined) return { key, certificate: known };
  const made = await signItself(key, `Authority of ${domain}`, DAYS, EXTENSIONS);
  return { key, certificate: await state.ensureKey('', CERTIFICATE, () => made) };
}

function makeKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
}
