import { createHash, X509Certificate } from 'node:crypto';
import { chmod, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { besideName, run } from '../../../io/mod.ts';
import type { FrontendConfig } from '../shared/config.ts';

/** The frontend's certificate with its key, PEM. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** Twenty years: machines trust this one certificate because they were given it, not because of a date. */
const DAYS = 7300;

/**
 * Reads the certificate, and makes it when there is none or when it is for another address.
 *
 * @param folder of `frontend.key` (mode 600) and `frontend.pem`
 * @throws {BuildError} COMMAND_MISSING, COMMAND_FAILED: openssl
 */
export async function ensureCertificate(folder: string, config: FrontendConfig): Promise<Certificate> {
  const kept = await readCertificate(folder).catch(() => undefined);
  if (kept !== undefined && isFor(kept, config)) return kept;
  const key = join(folder, 'frontend.key');
  const cert = join(folder, 'frontend.pem');
  const [keyBeside, certBeside] = [besideName(key), besideName(cert)];
  const names = `IP:${config.address},DNS:${config.hostname},DNS:${config.hostname}.${config.domain}`;
  try {
    await run([
      ...['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
      ...['-days', String(DAYS), '-subj', `/CN=${config.hostname}`, '-addext', `subjectAltName=${names}`],
      ...['-keyout', keyBeside, '-out', certBeside],
    ]);
    await chmod(keyBeside, 0o600);
    // The certificate last: with it the pair is there.
    await rename(keyBeside, key);
    await rename(certBeside, cert);
  } finally {
    await rm(keyBeside, { force: true });
    await rm(certBeside, { force: true });
  }
  return readCertificate(folder);
}

/** The pair as it lies in a folder. */
export async function readCertificate(folder: string): Promise<Certificate> {
  const [key, cert] = await Promise.all(
    ['frontend.key', 'frontend.pem'].map((name) => readFile(join(folder, name), 'utf8')),
  );
  return { key: key!, cert: cert! };
}

function isFor({ key, cert }: Certificate, config: FrontendConfig): boolean {
  const x509 = new X509Certificate(cert);
  return x509.checkIP(config.address) !== undefined && key.includes('PRIVATE KEY');
}

/** What a machine compares: SHA-256 of the certificate's public key, base64. */
export function digestPublicKey(pem: string): string {
  const spki = new X509Certificate(pem).publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(spki).digest('base64');
}
