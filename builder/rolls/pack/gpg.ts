import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readBytes, run, withTempDir, writeFileAtomic } from '../../io/mod.ts';
import { BuildError, errorProblem, fail } from '../../model/mod.ts';

/** Who made a good signature. */
export interface Signer {
  /** Fingerprint, upper-case hex. */
  readonly fingerprint: string;
  readonly userId: string;
}

/**
 * Signs a text with a key of the user's own GnuPG.
 *
 * @param key fingerprint, key id or user id; GnuPG's default key when it is left out
 * @returns an armored detached signature
 */
export async function signWithGpg(text: string, key?: string): Promise<string> {
  const user = key === undefined ? [] : ['--local-user', key];
  const argv = ['gpg', '--batch', '--armor', '--digest-algo', 'SHA512', ...user, '--detach-sign'];
  try {
    return (await run(argv, { input: text })).stdout;
  } catch (error) {
    if (!(error instanceof BuildError) || error.code !== 'COMMAND_FAILED') throw error;
    const hint = error.problems[0]?.hint ?? 'See which keys there are: gpg --list-secret-keys';
    throw new BuildError(errorProblem('SIGNING_FAILED', 'Cannot sign the roll', undefined, hint));
  }
}

/** Whether a signature counts. */
export type Verdict =
  | ({ readonly ok: true } & Signer)
  /** `keyId`: of whom nothing is known here; without it the signature is bad. */
  | { readonly ok: false; readonly reason: string; readonly keyId?: string };

/**
 * Checks a detached signature against keys in files, and against nothing else: the user's own keyring does not count.
 *
 * @param keyFiles public keys that are trusted, armored or binary
 */
export async function verifySignature(
  text: string,
  signature: string,
  keyFiles: readonly string[],
): Promise<Verdict> {
  return withTempDir(async (dir) => {
    const home = join(dir, 'home');
    await mkdir(home, { mode: 0o700 });
    const [keyring, signed] = [join(dir, 'keys.gpg'), join(dir, 'manifest.asc')];
    const gpg = [
      'gpg',
      '--homedir',
      home,
      '--batch',
      '--no-tty',
      '--no-default-keyring',
      '--keyring',
      keyring,
    ];
    await writeFileAtomic(signed, signature);
    for (const keyFile of keyFiles) await importKey([...gpg, '--no-autostart'], keyFile);
    const argv = [...gpg, '--trust-model', 'always', '--status-fd', '1', '--verify', signed, '-'];
    const { stdout } = await run(argv, { input: text, okCodes: [0, 1, 2] });
    const fingerprint = /^\[GNUPG:\] VALIDSIG ([0-9A-F]{40})/m.exec(stdout)?.[1];
    const bad = /^\[GNUPG:\] (?:BADSIG|EXPSIG|EXPKEYSIG|REVKEYSIG) /m.test(stdout);
    if (fingerprint === undefined || bad) {
      const keyId = findUnknown(stdout);
      return { ok: false, reason: explainRefusal(stdout), ...(keyId === undefined ? {} : { keyId }) };
    }
    const userId = /^\[GNUPG:\] GOODSIG [0-9A-F]+ (.*)$/m.exec(stdout)?.[1] ?? '';
    return { ok: true, fingerprint, userId };
  });
}

/** The same of a roll's manifest. @throws {BuildError} ROLL_UNTRUSTED when no given key made it */
export async function verifyWithGpg(
  text: string,
  signature: string,
  keyFiles: readonly string[],
  file: string,
): Promise<Signer> {
  const verdict = await verifySignature(text, signature, keyFiles);
  if (verdict.ok) return { fingerprint: verdict.fingerprint, userId: verdict.userId };
  return fail('ROLL_UNTRUSTED', 'The signature is not by a trusted key', { file }, verdict.reason);
}

/** @throws {BuildError} FILE_UNREADABLE; ROLL_UNTRUSTED for a file that holds no public key */
async function importKey(gpg: readonly string[], keyFile: string): Promise<void> {
  await readBytes(keyFile);
  const { stdout } = await run([...gpg, '--status-fd', '1', '--import', '--', keyFile], {
    okCodes: [0, 1, 2],
  });
  if (/^\[GNUPG:\] IMPORT_OK /m.test(stdout)) return;
  const hint = 'Export one: gpg --armor --export KEY > FILE';
  fail('ROLL_UNTRUSTED', 'No public key is in this file', { file: keyFile }, hint);
}

function findSaid(status: string, word: string): string | undefined {
  return new RegExp(`^\\[GNUPG:\\] ${word} ([0-9A-F]+)`, 'm').exec(status)?.[1];
}

/** Id of the key that made a signature, where nobody here has it. */
function findUnknown(status: string): string | undefined {
  return findSaid(status, 'NO_PUBKEY');
}

/** Why a signature was not taken, from gpg's status lines. */
function explainRefusal(status: string): string {
  const said = (word: string): string | undefined => findSaid(status, word);
  const unknown = findUnknown(status);
  if (unknown !== undefined) {
    return `It was signed by key ${unknown}; give it with --key FILE if you trust it`;
  }
  const expired = said('EXPKEYSIG');
  if (expired !== undefined) {
    return `Key ${expired} has expired: get its renewed public key, or the roll signed anew`;
  }
  const revoked = said('REVKEYSIG');
  if (revoked !== undefined) return `Key ${revoked} was revoked by its owner: do not trust what it signed`;
  if (said('EXPSIG') !== undefined) return 'The signature itself has expired: get the roll signed anew';
  return 'The roll was changed after it was signed';
}
