import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { dirname, resolve } from 'node:path';
import { exists, readText } from '../../io/mod.ts';
import type { ImageCertificate } from '../../media/mod.ts';
import { fail, type Place } from '../../model/mod.ts';
import { type Recipe, signOf } from './recipe.ts';

/** Whose signature UEFI finds on an image. */
export interface BootKey extends ImageCertificate {
  /** SHA-256 of the certificate, upper-case hex. */
  readonly fingerprint: string;
  readonly der: Uint8Array;
  /** The private key, PEM; undefined where it is not on this machine. */
  readonly keyFile: string | undefined;
  /** Whether Microsoft's shim comes first. */
  readonly shim: boolean;
}

/** Firmware is bound to take RSA alone. */
const KEY_TYPE = 'rsa';
const HINT = `Make both: openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj "/CN=NAME" -keyout KEY -out CERTIFICATE`;

/**
 * Reads the key that a recipe names for its image.
 *
 * @param mayLack whether a key that is not there is none: signatures may be known, or nothing is signed
 * @throws {BuildError} BOOT_KEY: not there, of another kind, or one does not belong to the other
 */
export async function readBootKey(recipe: Recipe, mayLack: boolean): Promise<BootKey | undefined> {
  const sign = signOf(recipe);
  if (sign === undefined) return undefined;
  const find = async (key: 'key' | 'certificate'): Promise<Found> => {
    const place = recipe.placeOf('media', 'sign', key);
    const file = resolve(dirname(recipe.file), sign[key]);
    return { file, place, text: (await exists(file)) ? await readText(file) : undefined };
  };
  const [certificate, key] = [await find('certificate'), await find('key')];
  const parsed = parseCertificate(certificate);
  if (key.text !== undefined) checkKey(key, parsed);
  else if (!mayLack) fail('BOOT_KEY', `There is no key "${key.file}"`, key.place, HINT);
  return {
    file: certificate.file,
    validFromSeconds: Date.parse(parsed.validFrom) / 1000,
    fingerprint: parsed.fingerprint256.replaceAll(':', ''),
    der: parsed.raw,
    keyFile: key.text === undefined ? undefined : key.file,
    shim: sign.shim,
  };
}

interface Found {
  readonly file: string;
  readonly place: Place;
  readonly text: string | undefined;
}

function parseCertificate({ file, place, text }: Found): X509Certificate {
  if (text === undefined) return fail('BOOT_KEY', `There is no certificate "${file}"`, place, HINT);
  const parsed = attempt(() => new X509Certificate(text));
  if (parsed?.publicKey.asymmetricKeyType === KEY_TYPE) return parsed;
  const what = parsed === undefined ? 'no certificate in PEM' : 'not the certificate of an RSA key';
  return fail('BOOT_KEY', `"${file}" is ${what}`, place, HINT);
}

function checkKey({ file, place, text = '' }: Found, certificate: X509Certificate): void {
  const key: KeyObject | undefined = attempt(() => createPrivateKey(text));
  if (key === undefined)
    fail('BOOT_KEY', `"${file}" is no private key in PEM, or one with a passphrase`, place, HINT);
  if (!certificate.checkPrivateKey(key))
    fail(
      'BOOT_KEY',
      `The certificate is not that of the key "${file}"`,
      place,
      'Name the two that were made together',
    );
}

function attempt<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch {
    return undefined;
  }
}
