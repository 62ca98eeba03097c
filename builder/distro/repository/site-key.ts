import { chmod, cp, lstat, mkdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as v from 'valibot';
import {
  exists,
  keepValue,
  makeFolder,
  type Run,
  shortTempParent,
  stampTools,
  withLock,
  withTempDir,
  writeFileAtomic,
} from '../../io/mod.ts';
import { BuildError, errorProblem } from '../../model/mod.ts';
import type { DistroContext } from '../types.ts';
import { findGrip, type KnownKey, readKnownKey, writeKnownKey } from './known-key.ts';

/** The key is made "in the past", so that no signature with a recipe's time stamp is older than its key. */
const KEY_TIME_SECONDS = 1_577_836_800; // 2020-01-01
const USER_ID = 'Cairn site archive key';

/** The site's public key, in both forms that apt reads. */
export interface SiteKey {
  /** Fingerprint, upper-case hex. */
  readonly fingerprint: string;
  readonly publicKey: Uint8Array;
  readonly armoredPublicKey: string;
}

/** Signatures over one text. */
export interface SignedText {
  /** The text with its signature around it (InRelease). */
  readonly inline: string;
  /** The signature alone, armored (Release.gpg). */
  readonly detached: string;
}

/**
 * Signs a text with the key of this site. The same text and time give the same bytes: Ed25519 signatures hold nothing random. The key is made (Ed25519) on first use; its private half stays in `keysDir`,
 * readable by its owner only.
 *
 * @throws {BuildError} SIGNING_FAILED; COMMAND_MISSING without gpg
 */
export async function signText(
  context: DistroContext,
  text: string,
  epochSeconds: number,
): Promise<SignedText> {
  const { fingerprint } = await makeSiteKey(context);
  return keepValue(context, {
    kind: 'signatures',
    inputs: { key: fingerprint, text, epochSeconds, versions: await stampTools(['gpg']) },
    shape: v.object({ inline: v.string(), detached: v.string() }),
    find: () =>
      withGpg(context, async (gpg) => {
        const sign = (how: string): Promise<string> => signWith(gpg, how, text, epochSeconds);
        return { inline: await sign('--clear-sign'), detached: await sign('--detach-sign') };
      }),
  });
}

/** The detached signature of {@link signText} alone. */
export async function signDetached(
  context: DistroContext,
  text: string,
  epochSeconds: number,
): Promise<string> {
  const { fingerprint } = await makeSiteKey(context);
  return keepValue(context, {
    kind: 'signatures',
    inputs: { detached: fingerprint, text, epochSeconds, versions: await stampTools(['gpg']) },
    shape: v.string(),
    find: () => withGpg(context, (gpg) => signWith(gpg, '--detach-sign', text, epochSeconds)),
  });
}

function signWith(gpg: Gpg, how: string, text: string, epochSeconds: number): Promise<string> {
  const words = ['--armor', '--digest-algo', 'SHA512', '--local-user', USER_ID, how];
  return gpg(words, signingTime(epochSeconds), text);
}

/** The public half of this site's key, which is made on first use. */
export async function makeSiteKey(context: DistroContext): Promise<SiteKey> {
  await makeKeyOnce(context);
  return (await readSiteKey(context)) ?? Promise.reject(signingError('gpg has made no key'));
}

/** The public half of this site's key; undefined where it has not been made yet. */
export async function readSiteKey(context: DistroContext): Promise<SiteKey | undefined> {
  const grip = await findGrip(storeOf(context));
  if (grip === undefined) return undefined;
  const known = await readKnownKey(context.keysDir, grip);
  const { fingerprint, armored } = known ?? (await withGpg(context, exportKey));
  // A key that somebody else lends may be in a folder where nothing can be noted
  if (known === undefined)
    await writeKnownKey(context.keysDir, grip, { fingerprint, armored }).catch(() => {});
  return { fingerprint, armoredPublicKey: armored, publicKey: decodeArmor(armored) };
}

/** When a signature for this time stamp was made: never before its key. Clocks before that refuse the repository. */
export function signingTime(epochSeconds: number): number {
  return Math.max(epochSeconds, KEY_TIME_SECONDS + 1);
}

/** Runs gpg in the private folder; a text is its standard input. Returns standard output. */
type Gpg = (args: readonly string[], timeSeconds?: number, input?: string) => Promise<string>;

async function exportKey(gpg: Gpg): Promise<KnownKey> {
  const fingerprint = /^fpr:+([0-9A-F]{40}):/m.exec(await gpg(['--list-secret-keys', '--with-colons']))?.[1];
  if (fingerprint === undefined) throw signingError('gpg has made no key');
  const options = ['--export-options', 'export-minimal'];
  return { fingerprint, armored: await gpg([...options, '--armor', '--export', fingerprint]) };
}

/** The bytes inside an ASCII armor. @throws {BuildError} SIGNING_FAILED where there are none */
export function decodeArmor(text: string): Uint8Array {
  const body = /-----BEGIN [^\n]+-----\n(?:[^\n]+\n)*\n([A-Za-z0-9+/=\n]+?)\n=[A-Za-z0-9+/]{4}\n/.exec(
    text,
  )?.[1];
  if (body === undefined) throw signingError('gpg has printed no key');
  return Buffer.from(body, 'base64');
}

/** Where the key is kept: a home folder of gpg that no gpg ever works in. */
function storeOf(context: DistroContext): string {
  return join(context.keysDir, 'gnupg');
}

/** The first build makes the key; those that come at the same time wait for it. */
async function makeKeyOnce(context: DistroContext): Promise<void> {
  const store = storeOf(context);
  if ((await findGrip(store)) !== undefined) return;
  await makeFolder(context.keysDir);
  await withLock(join(context.keysDir, 'lock'), async () => {
    if ((await findGrip(store)) !== undefined) return;
    await withGpg(context, (gpg, home) =>
      withTempDir(async (beside) => {
        await gpg(['--quick-generate-key', USER_ID, 'ed25519', 'sign', 'never'], KEY_TIME_SECONDS);
        const fresh = join(beside, 'gnupg');
        await copyHome(home, fresh);
        await rm(store, { recursive: true, force: true });
        await rename(fresh, store);
      }, context.keysDir),
    );
  });
}

/**
 * gpg keeps an agent with sockets in its home, whose path must be short, and that must not outlive the build. Each use
 * has a home and an agent of its own: two that share one meet while it starts or ends.
 */
async function withGpg<T>(context: DistroContext, work: (gpg: Gpg, home: string) => Promise<T>): Promise<T> {
  return withTempDir(async (temp) => {
    const home = join(temp, 'g');
    await copyHome(storeOf(context), home);
    await writeFileAtomic(join(home, 'gpg.conf'), SETTINGS, { mode: 0o600 });
    try {
      const gpg: Gpg = (args, time, input) => runGpg(context.run, home, args, time, input);
      return await work(gpg, home);
    } catch (error) {
      throw signingFailure(error);
    } finally {
      const end = ['gpg-connect-agent', '--homedir', home, '--no-autostart', 'KILLAGENT', '/bye'];
      await context.run(end, { okCodes: [0, 1, 2] });
    }
  }, shortTempParent());
}

const SETTINGS = 'no-greeting\nno-emit-version\nno-comments\nno-auto-key-locate\n';

/** Copies what a home of gpg holds, not what belongs to programs that work in it. */
async function copyHome(from: string, to: string): Promise<void> {
  await mkdir(to, { mode: 0o700 });
  if (!(await exists(from))) return;
  const isKept = async (path: string): Promise<boolean> => {
    if (/^(?:S\.|\.#|random_seed$)|\.lock$/.test(basename(path))) return false;
    const info = await lstat(path);
    return info.isFile() || info.isDirectory();
  };
  await cp(from, to, { recursive: true, filter: isKept });
  await chmod(to, 0o700);
}

async function runGpg(
  run: Run,
  home: string,
  args: readonly string[],
  timeSeconds: number | undefined,
  input: string | undefined,
): Promise<string> {
  const time = timeSeconds === undefined ? [] : ['--faked-system-time', `${gpgTime(timeSeconds)}!`];
  const fixed = [
    '--homedir',
    home,
    '--batch',
    '--no-tty',
    '--quiet',
    '--pinentry-mode',
    'loopback',
    '--passphrase',
    '',
  ];
  const options = {
    env: { GNUPGHOME: undefined, DISPLAY: undefined },
    ...(input === undefined ? {} : { input }),
  };
  return (await run(['gpg', ...fixed, ...time, ...args], options)).stdout;
}

/** `20200101T000000`, in UTC. */
function gpgTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
}

function signingFailure(error: unknown): unknown {
  if (!(error instanceof BuildError) || error.code !== 'COMMAND_FAILED') return error;
  return signingError(error.problems[0]?.hint ?? 'gpg failed');
}

function signingError(reason: string): BuildError {
  return new BuildError(
    errorProblem('SIGNING_FAILED', 'Cannot sign the package repository', undefined, reason),
  );
}
