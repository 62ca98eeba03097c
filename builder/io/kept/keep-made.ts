import { chmod, mkdir, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { fail } from '../../model/mod.ts';
import { VERIFIED_MTIME_SECONDS } from '../download/download-file.ts';
import { makeFolder } from '../make-folder.ts';
import type { Progress } from '../progress.ts';
import { withLock } from '../scratch/file-lock.ts';
import { withTempDir } from '../scratch/temp-dir.ts';
import { unwritable } from '../system-errors.ts';
import { openCheckedFiles, tellDamaged } from './checked-files.ts';
import { contentKey, listContentFiles } from './content-key.ts';
import { digestOnce, type FileDigest } from './digest-once.ts';
import { digestOwnCode } from './own-code.ts';
import { readRemembered } from './read-remembered.ts';

/** Where results are kept: the cache of all builds. */
export interface KeptPlace {
  readonly cacheDir: string;
  /** Learns of what is rotten there. */
  readonly progress?: Progress;
}

/** Something dear that follows from its inputs and from nothing else. */
export interface Making<Inputs, Value> {
  /** Names what is made: a folder of the cache. */
  readonly kind: string;
  /**
   * Whatever the result follows from: data, and files by their content. `make` gets these and nothing else, so that what it
   * reads is in the key.
   */
  readonly inputs: Inputs;
  /** What `make` returns, as JSON can hold it. */
  readonly shape: v.GenericSchema<unknown, Value>;
  /** Fills an empty folder with files, none in folders of their own. */
  readonly make: (inputs: Inputs, dir: string) => Promise<Value>;
  /**
   * For what is so dear that it outlives a new version of this program: a number that is raised whenever `make` would write
   * something else. Without it the program itself is part of the key.
   */
  readonly recipe?: number;
  /** Whoever comes while another build makes it waits: called once when that takes longer than a second. */
  readonly onWait?: () => void;
}

/** A result out of the cache: nobody writes to its files. */
export interface Made<Value> {
  readonly value: Value;
  /** By name. */
  readonly files: Readonly<Record<string, MadeFile>>;
}

export interface MadeFile extends FileDigest {
  readonly file: string;
}

const NOTE = 'note.json';

/** Below the cache. */
export const MADE_FOLDER = 'made';

const noteShape = v.object({
  value: v.unknown(),
  files: v.record(v.string(), v.object({ sha256: v.string(), sizeBytes: v.number() })),
});
type Note = v.InferOutput<typeof noteShape>;

/** What this process makes just now, by place. */
const inMaking = new Map<string, Promise<unknown>>();

/**
 * Makes something, or finds it where an earlier build has made it of the same inputs. What is found is whole: it comes in by
 * one rename, and a file that has changed since makes all of it anew. Whoever asks for what this process makes just now waits
 * for it.
 *
 * @throws {BuildError} what `make` throws; FILE_UNWRITABLE
 */
export async function keepMade<Inputs, Value>(
  kept: KeptPlace,
  making: Making<Inputs, Value>,
): Promise<Made<Value>> {
  const { cacheDir } = kept;
  const { kind, inputs, recipe } = making;
  const by = recipe === undefined ? await digestOwnCode() : `recipe ${recipe}`;
  const parent = join(cacheDir, MADE_FOLDER, kind);
  const place = join(parent, contentKey([by, inputs]));
  const running = inMaking.get(place) ?? findOrMake(kept, parent, place, making);
  inMaking.set(place, running);
  try {
    return (await running) as Made<Value>;
  } finally {
    inMaking.delete(place);
  }
}

async function findOrMake<Inputs, Value>(
  kept: KeptPlace,
  parent: string,
  place: string,
  making: Making<Inputs, Value>,
): Promise<Made<Value>> {
  const { inputs, shape, make, onWait } = making;
  const found = await findMade(kept, place, shape);
  if (found !== undefined) return found;
  await makeFolder(parent);
  if (onWait !== undefined)
    return withLock(`${parent}.lock`, () => findOrMake(kept, parent, place, omitWait(making)), onWait);
  await withTempDir(async (scratch) => {
    const dir = join(scratch, 'made');
    await mkdir(dir);
    const value = await make(inputs, dir);
    await refuseChanged(inputs);
    await settle(dir, value);
    await putInPlace(kept, dir, place, join(scratch, 'old'), shape);
  }, parent);
  return (await findMade(kept, place, shape)) ?? Promise.reject(unwritable(place, new Error('It is gone')));
}

/** What was made of a file that somebody wrote to meanwhile must not be known by what that held before. */
async function refuseChanged(inputs: unknown): Promise<void> {
  for (const { file, sha256 } of listContentFiles(inputs)) {
    if ((await stat(file)).isDirectory() || (await digestOnce(file)).sha256 === sha256) continue;
    fail('FILE_UNREADABLE', `"${file}" was changed while it was read`, undefined, 'Build again');
  }
}

function omitWait<Inputs, Value>({
  onWait: _onWait,
  ...making
}: Making<Inputs, Value>): Making<Inputs, Value> {
  return making;
}

/** A result that was made before, if it is whole. */
async function findMade<Value>(
  kept: KeptPlace,
  place: string,
  shape: v.GenericSchema<unknown, Value>,
): Promise<Made<Value> | undefined> {
  const note = await readRemembered(join(place, NOTE), noteShape);
  const parsed = note === undefined ? undefined : v.safeParse(shape, note.value);
  if (note === undefined || parsed?.success !== true) return undefined;
  const files: Record<string, MadeFile> = {};
  for (const [name, digest] of Object.entries(note.files)) {
    const file = join(place, name);
    if (!(await isWhole(kept, file, digest))) return undefined;
    files[name] = { file, ...digest };
  }
  const now = new Date();
  // When it was last of use: what nobody wants for longest goes first
  await utimes(place, now, now).catch(() => {});
  return { value: parsed.output, files };
}

/** A file that does not look as it did when it was compared last is read as a whole. */
async function isWhole(kept: KeptPlace, file: string, digest: FileDigest): Promise<boolean> {
  const checked = await openCheckedFiles(kept);
  if (await checked.isWhole(file, digest.sha256, digest.sizeBytes)) return true;
  if (checked.takeDamage(file)) tellDamaged(kept, 'what an earlier build made', file);
  return false;
}

async function settle(dir: string, value: unknown): Promise<void> {
  const files: Note['files'] = {};
  for (const name of (await readdir(dir)).sort()) {
    const file = join(dir, name);
    const { mode } = await stat(file);
    files[name] = await digestOnce(file);
    await chmod(file, (mode & 0o100) === 0 ? 0o444 : 0o555);
    await utimes(file, VERIFIED_MTIME_SECONDS, VERIFIED_MTIME_SECONDS);
  }
  const note: Note = { value, files };
  await writeFile(join(dir, NOTE), JSON.stringify(note));
}

/** Another build may have been quicker; one that is damaged gives way. */
async function putInPlace<Value>(
  kept: KeptPlace,
  dir: string,
  place: string,
  old: string,
  shape: v.GenericSchema<unknown, Value>,
): Promise<void> {
  for (let attempt = 0; attempt < 10; attempt += 1) {
    if (await rename(dir, place).then(() => true, isTaken)) return;
    if ((await findMade(kept, place, shape)) !== undefined) return;
    await rename(place, old).catch(() => {});
    await rm(old, { recursive: true, force: true });
  }
}

function isTaken(error: NodeJS.ErrnoException): false {
  if (error.code === 'ENOTEMPTY' || error.code === 'EEXIST') return false;
  throw error;
}
