import { exists, readText, sha256 } from '../../io/mod.ts';
import { fail, RELEASE_KEYRING, RELEASE_LIST } from '../../model/mod.ts';
import { judgeSignature, type Trust } from '../../rolls/mod.ts';
import { describeStranger } from './describe-stranger.ts';

/** Files of a release that is to be taken in. */
export interface OfferedRelease {
  /** For people: what they gave. */
  readonly name: string;
  /** Where a file of it may be, by its path in the release. */
  readonly pathOf: (path: string) => string;
}

/**
 * Whether the list of a release is signed by somebody who is trusted here. That it is signed by the key that comes with it says
 * nothing: anybody can make one.
 *
 * @param commandFor the command that trusts a key, by its fingerprint
 * @returns SHA-256 of the list that was checked
 * @throws {BuildError} RELEASE_UNTRUSTED, with the fingerprint of who signed it and the command that trusts it
 */
export async function checkTrust(
  { name, pathOf }: OfferedRelease,
  trust: Trust,
  commandFor: (fingerprint: string) => string,
): Promise<string> {
  const [listFile, signatureFile] = [pathOf(RELEASE_LIST), pathOf(`${RELEASE_LIST}.asc`)];
  const place = { file: name };
  if (!(await exists(listFile)) || !(await exists(signatureFile)))
    return fail('RELEASE_UNTRUSTED', 'It has no signed list of its files', place, 'Build the medium anew');
  const text = await readText(listFile);
  const signature = await readText(signatureFile);
  const ownKeys = pathOf(RELEASE_KEYRING);
  const offeredKey = (await exists(ownKeys)) ? ownKeys : undefined;
  const judged = await judgeSignature({ text, signature, offeredKey }, trust);
  if (judged.trusted) return sha256(text);
  if (judged.signer === undefined) {
    const hint = 'Trust the public key of who made it: cairn roll trust FILE';
    return fail('RELEASE_UNTRUSTED', 'Its list is not signed by a key that is known here', place, hint);
  }
  const { message, hint } = describeStranger(judged.signer, commandFor);
  return fail('RELEASE_UNTRUSTED', message, place, hint);
}
