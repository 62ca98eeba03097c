import { join } from 'node:path';
import { readText } from '../../io/mod.ts';
import { parseTestFile, type RollTest } from '../../model/files/mod.ts';
import { BuildError, type Problem } from '../../model/mod.ts';
import { listTree, type Roll } from '../../rolls/mod.ts';

/** A test of a roll, with where it is. */
export interface FoundTest extends RollTest {
  readonly roll: string;
  /** "tests/ssh.test.yaml". */
  readonly path: string;
  /** Of each expectation. */
  readonly lines: readonly number[];
}

/** Reads `tests/NAME.test.yaml` of all rolls. @throws {BuildError} with every problem of every file */
export async function readTests(
  rolls: readonly Pick<Roll, 'name' | 'folder' | 'origin'>[],
): Promise<FoundTest[]> {
  const tests: FoundTest[] = [];
  const problems: Problem[] = [];
  for (const { name, folder, origin } of rolls) {
    for (const { path, absolute } of await listTree(folder)) {
      if (!/^tests\/[^/]+\.test\.yaml$/.test(path)) continue;
      const { value, problems: found, placeOf } = parseTestFile(await readText(absolute), join(origin, path));
      if (value === undefined) problems.push(...found);
      else {
        const lines = value.expect.map((_, index) => placeOf('expect', index).line ?? 0);
        tests.push({ ...value, roll: name, path, lines });
      }
    }
  }
  if (problems.length > 0) throw new BuildError(problems);
  return tests;
}
