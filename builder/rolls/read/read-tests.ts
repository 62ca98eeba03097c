import { join } from 'node:path';
import { readText } from '../../io/mod.ts';
import { parseTestFile, parseTestScript, type RollTest } from '../../model/files/mod.ts';
import type { Problem } from '../../model/mod.ts';
import { listTree } from '../list-tree.ts';
import type { Roll } from '../roll.ts';

/** A test of a roll, with where it is. */
export interface FoundTest extends RollTest {
  readonly roll: string;
  /** "tests/ssh.test.yaml". */
  readonly path: string;
  /** As the user finds it. */
  readonly file: string;
  /** Of each expectation; of a script its first. */
  readonly lines: readonly number[];
}

/** What a roll does on machines that are containers, before their start: `tests/container.sh`. */
export const STAND_IN = 'tests/container.sh';

/** `tests/NAME.test.yaml`, `tests/NAME.test.sh`; the kind is its end. */
export const TEST_PATH = /^tests\/[^/]+\.test\.(yaml|sh)$/;

type Where = Pick<Roll, 'folder' | 'origin'>;

/** A file of a roll that was read. */
interface ReadFile<R> {
  readonly roll: R;
  readonly path: string;
  /** As the user finds it. */
  readonly file: string;
  readonly text: string;
}

/** The files of rolls whose paths are meant, in the order of the rolls. */
async function readFiles<R extends Where>(
  rolls: readonly R[],
  isMeant: (path: string) => boolean,
): Promise<readonly ReadFile<R>[]> {
  const found: ReadFile<R>[] = [];
  for (const roll of rolls)
    for (const { path, absolute } of await listTree(roll.folder))
      if (isMeant(path))
        found.push({ roll, path, file: join(roll.origin, path), text: await readText(absolute) });
  return found;
}

/** The scripts among the tests, with those that stand in for something. */
export async function listTestScripts(
  rolls: readonly Where[],
): Promise<readonly { readonly file: string; readonly text: string }[]> {
  return readFiles(rolls, (path) => path === STAND_IN || TEST_PATH.exec(path)?.[1] === 'sh');
}

/** The texts of such scripts, in the order of the rolls. */
export async function readStandIns(rolls: readonly Where[]): Promise<readonly string[]> {
  return (await readFiles(rolls, (path) => path === STAND_IN)).map(({ text }) => text);
}

/** Reads `tests/NAME.test.yaml` and `tests/NAME.test.sh` of rolls, with every problem of every file. */
export async function readTests(
  rolls: readonly Pick<Roll, 'name' | 'folder' | 'origin'>[],
): Promise<{ readonly tests: readonly FoundTest[]; readonly problems: readonly Problem[] }> {
  const tests: FoundTest[] = [];
  const problems: Problem[] = [];
  for (const { roll, path, file, text } of await readFiles(rolls, (one) => TEST_PATH.test(one))) {
    const isScript = path.endsWith('.sh');
    const read = isScript ? parseTestScript(text, file, path) : parseTestFile(text, file);
    problems.push(...read.problems);
    if (read.value === undefined) continue;
    const lines = read.value.expect.map((_, index) =>
      isScript ? 1 : (read.placeOf('expect', index).line ?? 0),
    );
    tests.push({ ...read.value, roll: roll.name, path, file, lines });
  }
  return { tests, problems };
}
