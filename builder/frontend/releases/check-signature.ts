import { run } from '../../io/mod.ts';
import { BuildError } from '../../model/mod.ts';

/** apt's own programs for this; a frontend has one of them. */
const PROGRAMS = ['sqv', 'gpgv'] as const;
const KEYRING = 'distribution/cairn-archive-keyring.pgp';

/**
 * Whether the package lists of a release are signed by the key that its machines get.
 *
 * @param pathOf where a file of the release is
 * @param suite folder of the lists: "distribution/dists/trixie"
 * @returns what is wrong
 * @throws {BuildError} COMMAND_MISSING
 */
export async function checkSignature(
  pathOf: (path: string) => string,
  suite: string,
): Promise<readonly string[]> {
  const [keyring, signature, text] = [KEYRING, `${suite}/Release.gpg`, `${suite}/Release`].map(pathOf);
  let missing: unknown;
  for (const program of PROGRAMS) {
    try {
      await run([program, '--keyring', keyring!, signature!, text!]);
      return [];
    } catch (error) {
      if (!(error instanceof BuildError) || error.code !== 'COMMAND_MISSING')
        return [`"${suite}/Release" is not signed by "${KEYRING}"`];
      missing ??= error;
    }
  }
  throw missing;
}
