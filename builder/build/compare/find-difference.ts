import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { hashFile, type Run } from '../../io/mod.ts';
import type { Entry } from './entry.ts';
import { lookInside } from './look-inside.ts';

/** Where two files or folders differ first. */
export interface Difference {
  /** From the outside in: an image, a package in it, an archive in that, a file. */
  readonly path: readonly string[];
  /** How, in words: `its content differs from byte 17 on`. */
  readonly what: string;
}

/** What follows from other files differs with these: it is looked at last, so that the cause is named. */
const FOLLOWING =
  /(?:^|\/)(?:Release|InRelease|Release\.gpg|Packages|Packages\.gz|release\.list|release\.list\.asc|SHA256SUMS|SHA256SUMS\.asc|md5sum\.txt|manifest\.json|recipe\.signatures|[^/]+\.iso)$/;

/**
 * Finds the first thing that differs, as far inside as it can be looked: folders, ISO images, tar, ar and cpio archives,
 * compressed or not.
 *
 * @param scratch folder for what has to be unpacked
 * @returns undefined where every byte is the same
 */
export async function findDifference(
  run: Run,
  before: string,
  after: string,
  scratch: string,
): Promise<Difference | undefined> {
  const path: string[] = [];
  let [left, right] = [before, after];
  const isFolder = (await stat(before)).isDirectory();
  if (!isFolder && (await isSame(before, after))) return undefined;
  // What is looked into from here on is known to differ
  for (let depth = 0; ; depth += 1) {
    const place = (side: string): string => join(scratch, `${side}-${depth}`);
    const [a, b] = [await lookInside(run, left, place('a')), await lookInside(run, right, place('b'))];
    if (a?.kind === 'compressed' && b?.kind === 'compressed' && a.by === b.by) {
      if (await isSame(a.file, b.file))
        return { path, what: `it holds the same, compressed in another way: by another version of ${a.by}?` };
      [left, right] = [a.file, b.file];
      continue;
    }
    if (a?.kind !== 'entries' || b?.kind !== 'entries')
      return { path, what: await compareBytes(left, right) };
    const found = findEntry(a.entries, b.entries);
    if (found === undefined)
      return isFolder && path.length === 0
        ? undefined
        : { path, what: `${await compareBytes(left, right)}, in none of its files` };
    path.push(found.name);
    if ('what' in found) return { path, what: found.what };
    left = await found.left.open(join(scratch, `a-file-${depth}`));
    right = await found.right.open(join(scratch, `b-file-${depth}`));
  }
}

async function isSame(left: string, right: string): Promise<boolean> {
  return (await hashFile(left)).sha256 === (await hashFile(right)).sha256;
}

type Found =
  | { readonly name: string; readonly what: string }
  | { readonly name: string; readonly left: Entry; readonly right: Entry };

/** The first entry that differs: of those that stand for themselves, else of those that follow from others. */
function findEntry(before: readonly Entry[], after: readonly Entry[]): Found | undefined {
  const [old, now] = [before, after].map((entries) => new Map(entries.map((entry) => [entry.name, entry])));
  const names = [...new Set([...before, ...after].map(({ name }) => name))];
  const isOfOthers = (name: string): boolean => FOLLOWING.test(name);
  for (const name of [...names.filter((one) => !isOfOthers(one)), ...names.filter(isOfOthers)]) {
    const [left, right] = [old!.get(name), now!.get(name)];
    if (left === undefined) return { name, what: 'only what was rebuilt has it' };
    if (right === undefined) return { name, what: 'what was rebuilt has it not' };
    if (left.about !== right.about) return { name, what: `was "${left.about}", is "${right.about}"` };
    if (left.sha256 !== right.sha256) return { name, left, right };
  }
  const order = (entries: readonly Entry[]): string => entries.map(({ name }) => name).join('\0');
  const moved = before.find(({ name }, index) => after[index]?.name !== name)?.name;
  return order(before) === order(after) || moved === undefined
    ? undefined
    : { name: moved, what: 'stands at another place among the others' };
}

const CHUNK_BYTES = 1024 * 1024;

/** Where two files differ first, in words. */
async function compareBytes(before: string, after: string): Promise<string> {
  const [left, right] = [await open(before), await open(after)];
  try {
    const [a, b] = [Buffer.alloc(CHUNK_BYTES), Buffer.alloc(CHUNK_BYTES)];
    for (let at = 0; ; at += CHUNK_BYTES) {
      const [one, two] = [await left.read(a, 0, CHUNK_BYTES, at), await right.read(b, 0, CHUNK_BYTES, at)];
      const length = Math.min(one.bytesRead, two.bytesRead);
      for (let index = 0; index < length; index += 1)
        if (a[index] !== b[index]) return `its content differs from byte ${at + index} on`;
      if (one.bytesRead !== two.bytesRead) return `one of both ends at byte ${at + length}`;
      if (length === 0) return 'its content is the same';
    }
  } finally {
    await left.close();
    await right.close();
  }
}
