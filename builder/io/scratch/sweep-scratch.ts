import { readdirSync, renameSync } from 'node:fs';
import { lstat, readdir, readFile, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { run } from '../run.ts';
import { takeLock } from './flock.ts';

/** Names of folders that are locked as long as somebody works in them. */
export const SCRATCH_PREFIX = '.cairn-tmp-';

/** The same for folders of what is being replaced: it belongs into the folder above, where nothing else has its name. */
export const ASIDE_PREFIX = '.cairn-old-';

/** Gives back what a process put aside that ended before it had put something else in its place. */
export function giveBack(dir: string): void {
  if (!basename(dir).startsWith(ASIDE_PREFIX)) return;
  for (const name of readdirSync(dir)) {
    try {
      renameSync(join(dir, name), join(dirname(dir), name));
    } catch {
      // The newer one is there.
    }
  }
}

/**
 * Removes scratch folders whose process is dead: those of this user that nobody has locked. What one of them had put aside
 * is put back. What cannot be removed stays: it is nobody's fault who builds now.
 *
 * @param own folders of this process
 */
export async function sweepScratch(parent: string, own: ReadonlySet<string> = new Set()): Promise<void> {
  const names = await readdir(parent).catch(() => []);
  for (const name of names.filter(isScratch)) {
    const dir = join(parent, name);
    if (own.has(dir)) continue;
    const info = await lstat(dir).catch(() => undefined);
    if (!info?.isDirectory() || info.uid !== process.getuid?.()) continue;
    const lock = await takeLock(dir, { noWait: true }).catch(() => undefined);
    if (lock === undefined) continue;
    await endFolder(dir).catch(() => {});
    await lock.release();
  }
}

function isScratch(name: string): boolean {
  return name.startsWith(SCRATCH_PREFIX) || name.startsWith(ASIDE_PREFIX);
}

async function endFolder(dir: string): Promise<void> {
  giveBack(dir);
  await removeTree(dir);
}

/** Removes a folder, never what is mounted below it: that is taken off first. */
async function removeTree(dir: string): Promise<void> {
  const mounted = await listMounts(resolve(dir));
  for (const place of mounted.reverse()) await run(['umount', '--lazy', place], { okCodes: [0, 1, 32] });
  if ((await listMounts(resolve(dir))).length > 0) return;
  await rm(dir, { recursive: true, force: true, maxRetries: 5 });
}

/** Places below a folder where something is mounted, in the order of mounting. */
async function listMounts(dir: string): Promise<string[]> {
  const text = await readFile('/proc/self/mountinfo', 'utf8').catch(() => '');
  return text
    .split('\n')
    .map((line) => decodeOctal(line.split(' ')[4] ?? ''))
    .filter((place) => place === dir || place.startsWith(`${dir}/`));
}

/** The kernel writes blanks and the like as `\040`. */
function decodeOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}
