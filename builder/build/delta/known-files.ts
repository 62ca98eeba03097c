import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseRecipeLock, type RecipeLock } from '../../distro/mod.ts';
import { exists, type Run, readText, sha256, withTempDir } from '../../io/mod.ts';
import { fail, isFirstImage, parseReleaseList, RELEASE_LIST } from '../../model/mod.ts';

/** What is known of a release that is elsewhere. */
export interface KnownRelease {
  /** Digest of its lock. */
  readonly id: string;
  /** SHA-256 of what it has. */
  readonly contents: ReadonlySet<string>;
  /** Its files with their SHA-256, by path; undefined where its list was not at hand. */
  readonly files: ReadonlyMap<string, string> | undefined;
  readonly rolls: RecipeLock['rolls'];
  /** SHA-256 of the program in its installer. */
  readonly engine: string | undefined;
}

/**
 * Reads what a release has from its lock: all packages; every file where the release's list lies beside the lock, as in a
 * release of a frontend, or in an image beside it, as in an output.
 *
 * @throws {BuildError} FILE_UNREADABLE, LOCK_SYNTAX; LOCK_STALE for a list that belongs to another lock
 */
export async function readKnownRelease(run: Run, lockFile: string): Promise<KnownRelease> {
  const text = await readText(lockFile);
  const lock = parseRecipeLock(text, lockFile);
  const id = sha256(text);
  const found = await findList(run, dirname(lockFile));
  const { rolls, engine } = lock;
  if (found === undefined) {
    const contents = new Set(lock.packages.map((item) => item.sha256));
    return { id, contents, files: undefined, rolls, engine };
  }
  const list = parseReleaseList(found.text, found.file);
  const hint = 'Take lock and list of one release, or the lock alone';
  if (list.id !== id) fail('LOCK_STALE', 'The list belongs to another lock', { file: found.file }, hint);
  const contents = new Set(list.files.map((file) => file.sha256));
  const files = new Map(list.files.map((file) => [file.path, file.sha256]));
  return { id, contents, files, rolls, engine };
}

async function findList(
  run: Run,
  folder: string,
): Promise<{ readonly text: string; readonly file: string } | undefined> {
  const file = join(folder, RELEASE_LIST);
  if (await exists(file)) return { text: await readText(file), file };
  // Of several discs the first has the list
  const [image, ...others] = (await readdir(folder)).filter(isFirstImage);
  if (image === undefined || others.length > 0) return undefined;
  return withTempDir(async (scratch) => {
    const out = join(scratch, RELEASE_LIST);
    const extract = ['-extract', `/cairn/${RELEASE_LIST}`, out];
    // An image of an older Cairn has none: then the lock is all there is.
    await run(['xorriso', '-osirrox', 'on', '-indev', join(folder, image), ...extract], {
      okCodes: [0, 5, 32],
    });
    return (await exists(out)) ? { text: await readText(out), file: join(folder, image) } : undefined;
  });
}
