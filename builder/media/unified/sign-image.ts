import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ANY_STATUS, type Run, readText, withTempDir } from '../../io/mod.ts';

/** Whose signature firmware or shim asks for. */
export interface ImageCertificate {
  /** PEM. */
  readonly file: string;
  /** Since when it is valid, in seconds since 1970. Firmware asks for no time; who checks on a build host does. */
  readonly validFromSeconds: number;
}

/**
 * Signs a program for UEFI (Authenticode). The same image, key and time give the same signature: RSA as here holds nothing random.
 *
 * @param key PEM
 * @returns the signature alone (PKCS #7), in PEM
 * @throws {BuildError} COMMAND_MISSING, COMMAND_FAILED
 */
export function makeImageSignature(
  run: Run,
  image: string,
  {
    certificate,
    key,
    epochSeconds,
  }: {
    readonly certificate: ImageCertificate;
    readonly key: string;
    readonly epochSeconds: number;
  },
): Promise<string> {
  return withTempDir(async (dir) => {
    const [signed, signature] = [join(dir, 'signed.efi'), join(dir, 'signature.pem')];
    const by = ['-h', 'sha256', '-st', String(epochSeconds), '-certs', certificate.file, '-key', key];
    await run(['osslsigncode', 'sign', ...by, '-in', image, '-out', signed]);
    await run(['osslsigncode', 'extract-signature', '-pem', '-in', signed, '-out', signature]);
    return readText(signature);
  });
}

/**
 * Writes an image with a signature of it.
 *
 * @returns whether the signature is of this image and by this certificate's key
 * @throws {BuildError} COMMAND_MISSING
 */
export async function attachImageSignature(
  run: Run,
  image: string,
  {
    certificate,
    signature,
    out,
  }: {
    readonly certificate: ImageCertificate;
    readonly signature: string;
    readonly out: string;
  },
): Promise<boolean> {
  return withTempDir(async (dir) => {
    const file = join(dir, 'signature.pem');
    await writeFile(file, signature);
    // The program writes over nothing
    await rm(out, { force: true });
    const attach = ['attach-signature', '-sigin', file, '-in', image, '-out', out];
    // It judges too, by authorities that this machine knows: the next one asks for this certificate
    await run(['osslsigncode', ...attach], { okCodes: ANY_STATUS });
    const trust = ['-CAfile', certificate.file, '-time', String(certificate.validFromSeconds)];
    const verified = await run(['osslsigncode', 'verify', ...trust, '-in', out], { okCodes: ANY_STATUS });
    return verified.exitCode === 0;
  });
}
