import { readText } from '../../io/mod.ts';
import { BuildError, errorProblem, fail } from '../../model/mod.ts';
import { hashTree, ROLL_MANIFEST_NAME, ROLL_SIGNATURE_NAME } from '../digest-tree.ts';
import { listTree } from '../list-tree.ts';
import type { Roll } from '../roll.ts';
import { type Signer, verifyWithGpg } from './gpg.ts';
import { compareWithText } from './manifest.ts';

/**
 * Checks that a packed roll is what its manifest says, and that one of the given keys signed the manifest.
 *
 * @param keyFiles public keys that are trusted, armored or binary
 * @returns who signed it; undefined when no keys are given: then only the contents are checked
 * @throws {BuildError} ROLL_SIGNATURE without manifest or signature, or with every file that differs; ROLL_UNTRUSTED
 */
export async function verifyRoll(roll: Roll, keyFiles: readonly string[]): Promise<Signer | undefined> {
  const files = await listTree(roll.folder, { withScraps: true });
  const find = (path: string): string | undefined => files.find((file) => file.path === path)?.absolute;
  const place = { file: roll.origin };
  const manifestFile = find(ROLL_MANIFEST_NAME);
  if (manifestFile === undefined) {
    fail(
      'ROLL_SIGNATURE',
      `Roll "${roll.name}" has no ${ROLL_MANIFEST_NAME}`,
      place,
      'Pack it: cairn roll pack',
    );
  }
  const text = await readText(manifestFile);
  const signature = find(ROLL_SIGNATURE_NAME);
  let signer: Signer | undefined;
  if (keyFiles.length > 0) {
    if (signature === undefined) fail('ROLL_SIGNATURE', `Roll "${roll.name}" is not signed`, place);
    signer = await verifyWithGpg(text, await readText(signature), keyFiles, roll.origin);
  }
  const wrong = compareWithText(text, await hashTree(files), roll);
  if (wrong.length > 0)
    throw new BuildError(
      wrong.map((message) => errorProblem('ROLL_SIGNATURE', `Roll "${roll.name}": ${message}`, place)),
    );
  return signer;
}
