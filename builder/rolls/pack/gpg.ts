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

/** A signature over one text. */
export interface TextSignature {
  /** Detached, armored. */
  readonly signature: string;
  /** Public half of the key that made it, armored: it goes along, for those who trust its fingerprint. */
  readonly publicKey?: string;
}

/**
 * Signs a text with a key of the user's own GnuPG.
 *
 * @param key fingerprint, key id or user id; GnuPG's default key when it is left out
 */
export async function signWithGpg(text: string, key?: string): Promise<TextSignature> {
  const user = key === undefined ? [] : ['--local-user', key];
  const argv = ['gpg', '--batch', '--armor', '--digest-algo', 'SHA512', ...user, '--detach-sign'];
  try {
    const { stdout: signature } = await run(argv, { input: text });
    return { signature, publicKey: await exportSigner(text, signature) };
  } catch (error) {
    if (!(error instanceof BuildError) || error.code !== 'COMMAND_FAILED') throw error;
    const hint = error.problems[0]?.hint ?? 'See which keys there are: gpg --list-secret-keys';
    throw new BuildError(errorProblem('SIGNING_FAILED', 'Cannot sign the roll', undefined, hint));
  }
}

/** The public key, in the user's own GnuPG, that made a signature. */
async function exportSigner(text: string, signature: string): Promise<string> {
  return withTempDir(async (dir) => {
    const signed = join(dir, 'text.asc');
    await writeFileAtomic(signed, signature);
    const gpg = ['gpg', '--batch'];
    const { stdout } = await run([...gpg, '--status-fd', '1', '--verify', signed, '-'], { input: text });
    const minimal = ['--armor', '--export-options', 'export-minimal'];
    return (await run([...gpg, ...minimal, '--export', findSigner(stdout) ?? ''])).stdout;
  });
}

/** Fingerprint of the key, not of a part of it, in gpg's status lines. */
function findSigner(status: string): string | undefined {
  return /^\[GNUPG:\] VALIDSIG [0-9A-F]{40} .*\b([0-9A-F]{40})$/m.exec(status)?.[1];
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
  return verify(signature, text, keyFiles);
}

/** The same of a text that has its signature around it. */
export function verifyClearSigned(inline: string, keyFiles: readonly string[]): Promise<Verdict> {
  return verify(inline, undefined, keyFiles);
}

/** @param text what a detached signature is over */
function verify(signature: string, text: string | undefined, keyFiles: readonly string[]): Promise<Verdict> {
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
    const argv = [...gpg, '--trust-model', 'always', '--status-fd', '1', '--verify', signed];
    const { stdout } =
      text === undefined
        ? await run(argv, { okCodes: [0, 1, 2] })
        : await run([...argv, '-'], { input: text, okCodes: [0, 1, 2] });
    const fingerprint = findSigner(stdout);
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
export async function importKey(gpg: readonly string[], keyFile: string): Promise<void> {
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
    const whole = /^\[GNUPG:\] ERRSIG [0-9A-F]+(?: \S+){5} ([0-9A-F]{40})$/m.exec(status)?.[1];
    return `It was signed by key ${whole ?? unknown}; give it with --key FILE if you trust it`;
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
