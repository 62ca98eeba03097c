import { createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { createFieldReader, encodeField, encodeNumber, type FieldReader, KEY_TYPE } from './ssh-wire.ts';

/** An Ed25519 key as OpenSSH keeps it. */
export interface SshKey {
  /** "-----BEGIN OPENSSH PRIVATE KEY-----" and so on. */
  readonly privateText: string;
  /** "ssh-ed25519 AAAA... COMMENT". */
  readonly publicLine: string;
}

const MAGIC = Buffer.from('openssh-key-v1\0');
const SEED_BYTES = 32;

/**
 * Makes a key pair without a passphrase.
 *
 * @see OpenSSH PROTOCOL.key
 */
export function makeSshKey(comment: string): SshKey {
  const pair = generateKeyPairSync('ed25519');
  const jwk = pair.privateKey.export({ format: 'jwk' });
  const publicBytes = Buffer.from(jwk.x!, 'base64url');
  const seed = Buffer.from(jwk.d!, 'base64url');
  const publicBlob = Buffer.concat([encodeField(KEY_TYPE), encodeField(publicBytes)]);
  const check = randomBytes(4);
  const unpadded = Buffer.concat([
    check,
    check,
    publicBlob,
    encodeField(Buffer.concat([seed, publicBytes])),
    encodeField(comment),
  ]);
  // Padded to 8 bytes with 1, 2, 3 ...
  const padding = Buffer.from(Array.from({ length: (8 - (unpadded.length % 8)) % 8 }, (_, at) => at + 1));
  const body = Buffer.concat([
    MAGIC,
    encodeField('none'), // cipher
    encodeField('none'), // key derivation
    encodeField(''), // its options
    encodeNumber(1), // number of keys
    encodeField(publicBlob),
    encodeField(Buffer.concat([unpadded, padding])),
  ]);
  const lines = body.toString('base64').match(/.{1,70}/g)!;
  return {
    privateText: `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines.join('\n')}\n-----END OPENSSH PRIVATE KEY-----\n`,
    publicLine: `${KEY_TYPE} ${publicBlob.toString('base64')} ${comment}`,
  };
}

/** The public line that an unencrypted private key of {@link makeSshKey} carries. */
export function publicLineOf(privateText: string): string {
  return `${KEY_TYPE} ${openKey(privateText).field().toString('base64')}`;
}

/** What signs with a key of {@link makeSshKey}, and its public half as OpenSSH encodes it. */
export function readSshKey(privateText: string): { readonly key: KeyObject; readonly publicBlob: Buffer } {
  const outside = openKey(privateText);
  const publicBlob = outside.field();
  const inside = createFieldReader(outside.field());
  inside.skip(8); // the same number twice: tells whether a passphrase was right
  if (inside.field().toString() !== KEY_TYPE) throw new TypeError(`This is no key of type ${KEY_TYPE}`);
  const x = inside.field().toString('base64url');
  const d = inside.field().subarray(0, SEED_BYTES).toString('base64url');
  return {
    key: createPrivateKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x, d } }),
    publicBlob,
  };
}

/** A reader that stands at the public half. @throws {TypeError} of anything but an unencrypted key of OpenSSH */
function openKey(privateText: string): FieldReader {
  const base64 = privateText.replace(/-----[A-Z ]+-----/g, '').replace(/\s+/g, '');
  const body = Buffer.from(base64, 'base64');
  if (!body.subarray(0, MAGIC.length).equals(MAGIC)) throw new TypeError('This is no key of OpenSSH');
  const reader = createFieldReader(body, MAGIC.length);
  if (reader.field().toString() !== 'none') throw new TypeError('This key of OpenSSH has a passphrase');
  reader.field();
  reader.field();
  reader.skip(4);
  return reader;
}
