import { createHash, createPublicKey, sign, verify } from 'node:crypto';
import { readSshKey } from './ssh-key.ts';
import { createFieldReader, encodeField, encodeNumber, KEY_TYPE } from './ssh-wire.ts';

const MAGIC = 'SSHSIG';
const VERSION = 1;
const HASHES: readonly string[] = ['sha512', 'sha256'];

/**
 * Signs a text as `ssh-keygen -Y sign` does.
 *
 * @param namespace what the signature is for: it is good for nothing else
 * @returns armored, as ssh-keygen reads it
 * @see OpenSSH PROTOCOL.sshsig
 */
export function signText(privateText: string, namespace: string, text: string): string {
  const { key, publicBlob } = readSshKey(privateText);
  const signature = sign(null, composeSigned(namespace, '', HASHES[0]!, text), key);
  const bytes = Buffer.concat([
    Buffer.from(MAGIC),
    encodeNumber(VERSION),
    encodeField(publicBlob),
    encodeField(namespace),
    encodeField(''),
    encodeField(HASHES[0]!),
    encodeField(Buffer.concat([encodeField(KEY_TYPE), encodeField(signature)])),
  ]);
  const lines = bytes.toString('base64').match(/.{1,70}/g)!;
  return `-----BEGIN SSH SIGNATURE-----\n${lines.join('\n')}\n-----END SSH SIGNATURE-----\n`;
}

/**
 * Whether a text was signed with a key, by `ssh-keygen -Y sign` or by {@link signText}.
 *
 * @param privateText the key, whose private half is known here
 * @param signature what is between the lines that begin and end it, as bytes
 */
export function isSignedText(
  privateText: string,
  namespace: string,
  text: string,
  signature: Uint8Array,
): boolean {
  const bytes = Buffer.from(signature);
  const { key, publicBlob } = readSshKey(privateText);
  if (!bytes.subarray(0, MAGIC.length).equals(Buffer.from(MAGIC))) return false;
  try {
    const reader = createFieldReader(bytes, MAGIC.length + 4);
    const [signer, said, reserved, hash, blob] = Array.from({ length: 5 }, () => reader.field());
    if (!signer!.equals(publicBlob) || said!.toString() !== namespace) return false;
    if (!HASHES.includes(hash!.toString())) return false;
    const inside = createFieldReader(blob!);
    if (inside.field().toString() !== KEY_TYPE) return false;
    const signed = composeSigned(namespace, reserved!.toString(), hash!.toString(), text);
    return verify(null, signed, createPublicKey(key), inside.field());
  } catch {
    // Cut off, or no signature at all
    return false;
  }
}

function composeSigned(namespace: string, reserved: string, hash: string, text: string): Buffer {
  return Buffer.concat([
    Buffer.from(MAGIC),
    encodeField(namespace),
    encodeField(reserved),
    encodeField(hash),
    encodeField(createHash(hash).update(text).digest()),
  ]);
}
