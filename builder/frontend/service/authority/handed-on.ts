import { X509Certificate } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../../io/mod.ts';
import type { IssuedCertificate, StoredKey } from '../../state/mod.ts';
import { nowInSeconds } from '../keys/certify-host.ts';
import type { ServiceContext } from '../shared/context.ts';
import { ensureCertificateAuthority } from './certificate-authority.ts';
import { withSecretFolder } from './openssl-ca.ts';

/** The list of who is revoked of an authority that this one has signed. */
export interface HandedOnList {
  readonly text: string;
  /** When it was signed, as it says. */
  readonly madeSeconds: number;
  /** When it came. */
  readonly takenSeconds: number;
}

const keyOf = (serial: string): string => `service:revocations:${serial}`;

/**
 * Takes the list of an authority that this one has signed and not revoked, unless it is older than the one that is known.
 * Whose it is, its signatures tell.
 *
 * @param pem the certificate of that authority, and its list
 * @returns why it is not taken
 */
export async function takeRevocations(
  { state, config }: Pick<ServiceContext, 'state' | 'config'>,
  pem: string,
): Promise<string | undefined> {
  const authority = await ensureCertificateAuthority(state, config.domain);
  const [certificate, list] = [findBlock(pem, 'CERTIFICATE'), findBlock(pem, 'X509 CRL')];
  const signer = certificate === undefined ? undefined : readCertificate(certificate);
  if (signer === undefined || certificate === undefined || list === undefined)
    return 'no certificate and list';
  const root = new X509Certificate(authority.certificate);
  if (!signer.ca || !signer.checkIssued(root) || !signer.verify(root.publicKey))
    return 'no authority of ours';
  const serial = signer.serialNumber.toUpperCase();
  const issued = (await state.listCertificates()).find((one) => one.serial === serial);
  if (issued === undefined || issued.revokedSeconds !== undefined) return 'an authority that is not good';
  const madeSeconds = await readTime(certificate, list);
  if (madeSeconds === undefined) return 'a list that this authority did not sign';
  const known = readKept(await state.listKeys(''), serial);
  if (known !== undefined && known.madeSeconds > madeSeconds) return 'an older list';
  const kept: HandedOnList = { text: list, madeSeconds, takenSeconds: nowInSeconds() };
  await state.putKeys([{ host: '', name: keyOf(serial), value: JSON.stringify(kept) }]);
  return undefined;
}

/** The lists of authorities that are good, by their serial numbers. */
export function listHandedOn(
  revoked: readonly Pick<IssuedCertificate, 'serial'>[],
  keys: readonly StoredKey[],
): readonly HandedOnList[] {
  const gone = new Set(revoked.map(({ serial }) => keyOf(serial)));
  const kept = keys.filter(({ name }) => name.startsWith(keyOf('')) && !gone.has(name));
  return kept.map(({ value }) => JSON.parse(value) as HandedOnList);
}

function readKept(keys: readonly StoredKey[], serial: string): HandedOnList | undefined {
  const kept = keys.find(({ name }) => name === keyOf(serial))?.value;
  return kept === undefined ? undefined : (JSON.parse(kept) as HandedOnList);
}

function findBlock(pem: string, kind: string): string | undefined {
  return new RegExp(`-----BEGIN ${kind}-----\n[A-Za-z0-9+/=\n]+-----END ${kind}-----\n`).exec(pem)?.[0];
}

function readCertificate(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}

/** When a list was signed, in seconds since 1970; undefined if not by this authority. */
function readTime(certificate: string, list: string): Promise<number | undefined> {
  return withSecretFolder(async (cwd) => {
    await writeFile(join(cwd, 'authority.pem'), certificate);
    await writeFile(join(cwd, 'list.pem'), list);
    const argv = ['openssl', 'crl', '-in', 'list.pem', '-CAfile', 'authority.pem', '-noout', '-lastupdate'];
    const { stdout, stderr } = await run(argv, { cwd, okCodes: [0, 1] });
    const made = Date.parse(/^lastUpdate=(.+)$/m.exec(stdout)?.[1] ?? '');
    return /^verify OK$/m.test(stderr) && !Number.isNaN(made) ? made / 1000 : undefined;
  });
}
