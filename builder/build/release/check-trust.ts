import { exists, readText, sha256 } from '../../io/mod.ts';
import { fail, RELEASE_KEYRING, RELEASE_LIST } from '../../model/mod.ts';
import { verifySignature } from '../../rolls/mod.ts';

/** Files of a release that is to be taken in. */
export interface OfferedRelease {
  /** For people: what they gave. */
  readonly name: string;
  /** Where a file of it may be, by its path in the release. */
  readonly pathOf: (path: string) => string;
}

/** Whose releases are taken in. */
export interface ImportTrust {
  /** Files with public keys. */
  readonly keyrings: readonly string[];
  /** Fingerprints of keys that may come with the release. */
  readonly fingerprints: readonly string[];
}

/**
 * Whether the list of a release is signed by somebody who is trusted here. That it is signed by the key that comes with it says
 * nothing: anybody can make one.
 *
 * @returns SHA-256 of the list that was checked
 * @throws {BuildError} RELEASE_UNTRUSTED, with the fingerprint of who signed it and the command that trusts it
 */
export async function checkTrust(
  { name, pathOf }: OfferedRelease,
  { keyrings, fingerprints }: ImportTrust,
): Promise<string> {
  const [listFile, signatureFile] = [pathOf(RELEASE_LIST), pathOf(`${RELEASE_LIST}.asc`)];
  const place = { file: name };
  if (!(await exists(listFile)) || !(await exists(signatureFile)))
    return fail('RELEASE_UNTRUSTED', 'It has no signed list of its files', place, 'Build the medium anew');
  const list = await readText(listFile);
  const signature = await readText(signatureFile);
  const isBy = (keys: readonly string[]) => verifySignature(list, signature, keys);
  if (keyrings.length > 0 && (await isBy(keyrings)).ok) return sha256(list);
  const ownKeys = pathOf(RELEASE_KEYRING);
  const signer = (await exists(ownKeys)) ? await isBy([ownKeys]) : undefined;
  if (signer?.ok !== true) {
    const hint = 'Give the public key of who made it: --key FILE';
    return fail('RELEASE_UNTRUSTED', 'Its list is not signed by a key that is known here', place, hint);
  }
  const { fingerprint, userId } = signer;
  if (fingerprints.includes(fingerprint)) return sha256(list);
  const hint = `Ask who made it for the fingerprint of their key; if that is it: cairn release import ${name} --key ${fingerprint}`;
  return fail(
    'RELEASE_UNTRUSTED',
    `Nobody here trusts who signed it: ${fingerprint} (${userId})`,
    place,
    hint,
  );
}
