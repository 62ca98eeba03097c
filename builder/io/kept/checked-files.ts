import { statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import * as v from 'valibot';
import { exists, hashFile, writeFileAtomic } from '../files.ts';
import type { Progress } from '../progress.ts';
import { knowDigest } from './digest-once.ts';
import { readRemembered } from './read-remembered.ts';

/** What a file looked like when its content was compared with its digest: SHA-256, bytes, time, inode, time of its last change. */
const seenFile = v.tuple([v.string(), v.number(), v.number(), v.number(), v.number()]);
type Seen = v.InferOutput<typeof seenFile>;
const note = v.record(v.string(), seenFile);

/**
 * Which files of a cache were compared with their digests, and looked the same ever since. Whatever looks different in any way is
 * in doubt, and read again as a whole.
 */
export interface CheckedFiles {
  /** Whether a file is whole. One that is not is thrown away. @param anew it is read now, whatever it looks like */
  readonly isWhole: (path: string, sha256: string, sizeBytes: number, anew?: boolean) => Promise<boolean>;
  /** Says that a file was compared just now, as it came in. */
  readonly remember: (path: string, sha256: string) => Promise<void>;
  /** Whether a file was thrown away since this was asked last: it is told once. */
  readonly takeDamage: (path: string) => boolean;
  /**
   * Builds give files further names for a while, and the system counts that as a change: what this process has compared is
   * remembered as it looks once these names are gone, if nothing else is different.
   */
  readonly settle: () => void;
  readonly save: () => Promise<void>;
}

/** By cache: stages and builds of one process compare a file once. */
const opened = new Map<string, Promise<CheckedFiles>>();

export function openCheckedFiles({ cacheDir }: { readonly cacheDir: string }): Promise<CheckedFiles> {
  const known = opened.get(cacheDir) ?? readCheckedFiles(cacheDir);
  opened.set(cacheDir, known);
  return known;
}

async function readCheckedFiles(cacheDir: string): Promise<CheckedFiles> {
  const file = join(cacheDir, 'checked.json');
  const seen = new Map<string, Seen>(Object.entries((await readRemembered(file, note)) ?? {}));
  const used = new Set<string>();
  const damaged = new Set<string>();
  let isChanged = false;
  const set = (key: string, now: Seen | undefined): void => {
    if (String(now) === String(seen.get(key))) return;
    if (now === undefined) seen.delete(key);
    else seen.set(key, now);
    isChanged = true;
  };
  const keyOf = (path: string): string => relative(cacheDir, path);
  const isWhole: CheckedFiles['isWhole'] = async (path, sha256, sizeBytes, anew = false) => {
    const key = keyOf(path);
    const now = look(path, sha256);
    if (now === undefined) return false;
    if (
      (anew || String(now) !== String(seen.get(key))) &&
      !(now[1] === sizeBytes && (await hashFile(path)).sha256 === sha256)
    ) {
      damaged.add(path);
      set(key, undefined);
      await rm(path, { force: true });
      return false;
    }
    used.add(path);
    set(key, now);
    knowDigest(path, { sha256, sizeBytes: now[1] });
    return now[1] === sizeBytes;
  };
  return {
    isWhole,
    remember: async (path, sha256) => {
      const now = look(path, sha256);
      used.add(path);
      set(keyOf(path), now);
      if (now !== undefined) knowDigest(path, { sha256, sizeBytes: now[1] });
    },
    takeDamage: (path) => damaged.delete(path),
    settle: () => {
      for (const path of used) {
        const [key, before] = [keyOf(path), seen.get(keyOf(path))];
        const now = before === undefined ? undefined : look(path, before[0]);
        if (now !== undefined && String(now.slice(0, 4)) === String(before?.slice(0, 4))) set(key, now);
      }
    },
    // A cache that may not be written to is compared anew by each build
    save: async () => {
      if (!isChanged) return;
      for (const key of seen.keys())
        if (!used.has(join(cacheDir, key)) && !(await exists(join(cacheDir, key)))) seen.delete(key);
      await writeFileAtomic(file, JSON.stringify(Object.fromEntries(seen))).catch(() => {});
      isChanged = false;
    },
  };
}

function look(path: string, sha256: string): Seen | undefined {
  try {
    const info = statSync(path);
    return [sha256, info.size, info.mtimeMs, info.ino, info.ctimeMs];
  } catch {
    return undefined;
  }
}

/** Tells people of a copy in the cache that is gone. @param what it is a copy of */
export function tellDamaged(
  { progress }: { readonly progress?: Progress },
  what: string,
  path: string,
): void {
  const text = `The cache's copy of ${what} was damaged: it was thrown away, and is taken anew (${path})`;
  progress?.({ type: 'note', text });
}
