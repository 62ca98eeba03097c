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

/** The scripts among the tests, with those that stand in for something. */
export async function listTestScripts(
  rolls: readonly Pick<Roll, 'folder' | 'origin'>[],
): Promise<readonly { readonly file: string; readonly text: string }[]> {
  const scripts: { file: string; text: string }[] = [];
  for (const { folder, origin } of rolls)
    for (const { path, absolute } of await listTree(folder))
      if (path === STAND_IN || /^tests\/[^/]+\.test\.sh$/.test(path))
        scripts.push({ file: join(origin, path), text: await readText(absolute) });
  return scripts;
}

/** The texts of such scripts, in the order of the rolls. */
export async function readStandIns(rolls: readonly Pick<Roll, 'folder'>[]): Promise<readonly string[]> {
  const texts: string[] = [];
  for (const { folder } of rolls)
    for (const { path, absolute } of await listTree(folder))
      if (path === STAND_IN) texts.push(await readText(absolute));
  return texts;
}

/** Reads `tests/NAME.test.yaml` and `tests/NAME.test.sh` of rolls, with every problem of every file. */
export async function readTests(
  rolls: readonly Pick<Roll, 'name' | 'folder' | 'origin'>[],
): Promise<{ readonly tests: readonly FoundTest[]; readonly problems: readonly Problem[] }> {
  const tests: FoundTest[] = [];
  const problems: Problem[] = [];
  for (const { name, folder, origin } of rolls) {
    for (const { path, absolute } of await listTree(folder)) {
      const kind = /^tests\/[^/]+\.test\.(yaml|sh)$/.exec(path)?.[1];
      if (kind === undefined) continue;
      const text = await readText(absolute);
      const file = join(origin, path);
      const read = kind === 'yaml' ? parseTestFile(text, file) : parseTestScript(text, file, path);
      problems.push(...read.problems);
      if (read.value === undefined) continue;
      const lines = read.value.expect.map((_, index) =>
        kind === 'sh' ? 1 : (read.placeOf('expect', index).line ?? 0),
      );
      tests.push({ ...read.value, roll: name, path, file, lines });
    }
  }
  return { tests, problems };
}
