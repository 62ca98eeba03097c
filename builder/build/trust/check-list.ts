import { exists, readText } from '../../io/mod.ts';
import { fail, RELEASE_KEYRING, RELEASE_LIST, RELEASE_SIGNATURE } from '../../model/mod.ts';
import { judgeSignature, type Trust } from '../../rolls/mod.ts';
import { describeStranger } from './describe-stranger.ts';

/** A list of files that is to be believed, and what came along with it. */
export interface OfferedList {
  /** For people: what they gave. */
  readonly name: string;
  readonly list: string;
  readonly signature: string;
  /** File with the public key that came along, where there is one. */
  readonly key: string;
}

/** The list of a release. @param pathOf where a file of it may be, by its path in the release */
export function listOfRelease(name: string, pathOf: (path: string) => string): OfferedList {
  const [list, signature, key] = [pathOf(RELEASE_LIST), pathOf(RELEASE_SIGNATURE), pathOf(RELEASE_KEYRING)];
  return { name, list, signature, key };
}

/**
 * Reads a list that is signed by somebody who is trusted here. That it is signed by the key that comes with it says nothing:
 * anybody can make one.
 *
 * @param commandFor the command that trusts a key, by its fingerprint
 * @returns the text that was checked: the file may be another one by now
 * @throws {BuildError} RELEASE_UNTRUSTED, with the fingerprint of who signed it and the command that trusts it
 */
export async function readTrustedList(
  { name, list, signature, key }: OfferedList,
  trust: Trust,
  commandFor: (fingerprint: string) => string,
): Promise<string> {
  const place = { file: name };
  const refuse = (message: string, hint: string): never => fail('RELEASE_UNTRUSTED', message, place, hint);
  if (!(await exists(list)) || !(await exists(signature)))
    return refuse(
      'There is no signed list of its files',
      'Take the list along, and its .asc; or make it anew',
    );
  const text = await readText(list);
  const offeredKey = (await exists(key)) ? key : undefined;
  const judged = await judgeSignature({ text, signature: await readText(signature), offeredKey }, trust);
  if (judged.trusted) return text;
  if (judged.signer === undefined) {
    const hint = `${judged.reason}; a public key in a file is trusted by: cairn roll trust FILE`;
    return refuse('Its list is not signed by a key that is known here', hint);
  }
  const { message, hint } = describeStranger(judged.signer, commandFor);
  return refuse(message, hint);
}
