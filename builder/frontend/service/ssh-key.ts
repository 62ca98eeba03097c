import { generateKeyPairSync, randomBytes } from 'node:crypto';

/** An Ed25519 key as OpenSSH keeps it. */
export interface SshKey {
  /** "-----BEGIN OPENSSH PRIVATE KEY-----" and so on. */
  readonly privateText: string;
  /** "ssh-ed25519 AAAA... COMMENT". */
  readonly publicLine: string;
}

const TYPE = 'ssh-ed25519';
const MAGIC = Buffer.from('openssh-key-v1\0');

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
  const publicBlob = Buffer.concat([field(TYPE), field(publicBytes)]);
  const check = randomBytes(4);
  const unpadded = Buffer.concat([
    check,
    check,
    publicBlob,
    field(Buffer.concat([seed, publicBytes])),
    field(comment),
  ]);
  // Padded to 8 bytes with 1, 2, 3 ...
  const padding = Buffer.from(Array.from({ length: (8 - (unpadded.length % 8)) % 8 }, (_, at) => at + 1));
  const one = Buffer.alloc(4);
  one.writeUInt32BE(1);
  const body = Buffer.concat([
    MAGIC,
    field('none'), // cipher
    field('none'), // key derivation
    field(''), // its options
    one, // number of keys
    field(publicBlob),
    field(Buffer.concat([unpadded, padding])),
  ]);
  const lines = body.toString('base64').match(/.{1,70}/g)!;
  return {
    privateText: `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines.join('\n')}\n-----END OPENSSH PRIVATE KEY-----\n`,
    publicLine: `${TYPE} ${publicBlob.toString('base64')} ${comment}`,
  };
}

/** The public line that an unencrypted private key of {@link makeSshKey} carries. */
export function publicLineOf(privateText: string): string {
  const base64 = privateText.replace(/-----[A-Z ]+-----/g, '').replace(/\s+/g, '');
  const body = Buffer.from(base64, 'base64');
  if (!body.subarray(0, MAGIC.length).equals(MAGIC)) throw new TypeError('This is no key of OpenSSH');
  let at = MAGIC.length;
  const next = (): Buffer => {
    const length = body.readUInt32BE(at);
    const value = body.subarray(at + 4, at + 4 + length);
    at += 4 + length;
    return value;
  };
  next();
  next();
  next();
  at += 4;
  return `${TYPE} ${next().toString('base64')}`;
}

/** A length in 4 bytes, big end first, and what is so long. */
function field(content: string | Buffer): Buffer {
  const bytes = Buffer.from(content as string);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
