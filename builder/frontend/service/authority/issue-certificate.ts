import { randomBytes } from 'node:crypto';
import type { IssuedCertificate, State } from '../../state/mod.ts';
import { planValidity } from '../keys/certify-host.ts';
import { type CertificateAuthority, signRequest } from './openssl-ca.ts';

/** What a certificate is good for: a service of a machine, a person who signs on, or an authority over persons. */
export type CertificateUse = 'service' | 'person' | 'authority';

const COMMON = ['subjectKeyIdentifier=hash', 'authorityKeyIdentifier=keyid'];
const USES: Readonly<Record<CertificateUse, readonly string[]>> = {
  service: ['basicConstraints=critical,CA:FALSE', 'keyUsage=critical,digitalSignature'],
  person: ['basicConstraints=critical,CA:FALSE', 'keyUsage=critical,digitalSignature'],
  // It can certify no server: those of a machine come from the frontend alone
  authority: ['basicConstraints=critical,CA:TRUE,pathlen:0', 'keyUsage=critical,keyCertSign,cRLSign'],
};
const PURPOSES: Readonly<Record<CertificateUse, string>> = {
  service: 'extendedKeyUsage=serverAuth',
  person: 'extendedKeyUsage=clientAuth',
  authority: 'extendedKeyUsage=clientAuth',
};

export interface CertificateOrder {
  readonly use: CertificateUse;
  /** Of the host or person. */
  readonly name: string;
  /** Of the host; empty for a person. */
  readonly service: string;
  /** "DNS:compute-0-0", "IP:10.1.0.2". */
  readonly alternatives: readonly string[];
  readonly days: number;
}

/**
 * Certifies the key of a request, and keeps in the state that it was done before anybody has the certificate.
 *
 * @returns the certificate, PEM
 */
export async function issueCertificate(
  state: Pick<State, 'recordCertificate'>,
  authority: CertificateAuthority,
  request: string,
  { use, name, service, alternatives, days }: CertificateOrder,
  nowSeconds: number,
): Promise<string> {
  const times = planValidity(nowSeconds, days);
  const serial = makeSerial();
  const names = alternatives.length === 0 ? [] : [`subjectAltName=${alternatives.join(',')}`];
  const extensions = [...USES[use], PURPOSES[use], ...COMMON, ...names];
  const made = await signRequest(authority, request, { name, serial, ...times, extensions });
  const kind: IssuedCertificate['kind'] = use === 'person' ? 'person' : 'host';
  await state.recordCertificate({ serial, kind, name, service, ...times });
  return made;
}

/** 16 bytes that nobody guesses; the first is neither 0 nor negative. */
function makeSerial(): string {
  const bytes = randomBytes(16);
  bytes[0] = 0x40 | (bytes[0]! & 0x3f);
  return bytes.toString('hex').toUpperCase();
}
