import { readSourceEpoch } from '../../build/mod.ts';
import { cacheDirOf, findOwnFiles } from '../../build/surroundings.ts';
import { buildRoll, readRoll } from '../../rolls/mod.ts';
import { printLine } from '../terminal/report.ts';
import type { RollBuildOptions } from './commands.ts';

/** `cairn roll build ROLL` */
export async function runRollBuild(path: string, options: RollBuildOptions): Promise<void> {
  const roll = await readRoll(path, cacheDirOf());
  const epochSeconds = await readSourceEpoch(roll.origin, options.epoch, process.env);
  const built = await buildRoll(roll, {
    to: { outputDir: options.output },
    epochSeconds,
    program: await findOwnFiles(),
  });
  for (const each of built) printLine(each.absolute);
  if (built.length === 0) printLine(`Roll "${roll.name}" has no packages to build`);
}
