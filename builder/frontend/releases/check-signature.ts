import { run } from '../../io/mod.ts';
import { BuildError, RELEASE_KEYRING } from '../../model/mod.ts';

/** apt's own programs for this; a frontend has one of them. */
const PROGRAMS = ['sqv', 'gpgv'] as const;

/**
 * Whether a file of a release is signed by the key that its machines get.
 *
 * @param pathOf where a file of the release is
 * @param file what is signed: "distribution/dists/trixie/Release"
 * @param signature in a file of its own
 * @returns what is wrong
 * @throws {BuildError} COMMAND_MISSING
 */
export async function checkSignature(
  pathOf: (path: string) => string,
  file: string,
  signature: string,
): Promise<readonly string[]> {
  let missing: unknown;
  for (const program of PROGRAMS) {
    try {
      await run([program, '--keyring', pathOf(RELEASE_KEYRING), pathOf(signature), pathOf(file)]);
      return [];
    } catch (error) {
      if (!(error instanceof BuildError) || error.code !== 'COMMAND_MISSING')
        return [`"${file}" is not signed by "${RELEASE_KEYRING}"`];
      missing ??= error;
    }
  }
  throw missing;
}
