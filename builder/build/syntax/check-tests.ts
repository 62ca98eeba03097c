import type { Run } from '../../io/mod.ts';
import { errorProblem, type Problem } from '../../model/mod.ts';
import { listTestScripts, type RollOutline } from '../../rolls/mod.ts';
import { READERS } from './find-error.ts';

const HINT = 'A trial would stop there; nothing of the script was run';

/** Reads the scripts among the tests of rolls as bash would: an error for each that it cannot read, at its line. */
export async function checkTestScripts(
  run: Run,
  rolls: readonly Pick<RollOutline, 'folder' | 'origin'>[],
): Promise<readonly Problem[]> {
  const scripts = await listTestScripts(rolls);
  if (scripts.length === 0) return [];
  const faults = await READERS.bash(
    run,
    scripts.map(({ text }) => text),
  );
  return faults.flatMap((fault, index) => {
    if (fault === undefined) return [];
    const { file } = scripts[index]!;
    const place = fault.line === undefined ? { file } : { file, line: fault.line };
    return [errorProblem('SCRIPT_SYNTAX', `Cannot read this test as bash: ${fault.message}`, place, HINT)];
  });
}
