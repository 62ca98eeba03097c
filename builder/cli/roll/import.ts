import { judgeRoll } from '../../build/trust/judge-roll.ts';
import { withKnownKeys } from '../../build/trust/known-keys.ts';
import { BuildError } from '../../model/mod.ts';
import { checkRoll, importRoll, readRoll } from '../../rolls/mod.ts';
import { openSiteSurroundings } from '../release/surroundings.ts';
import { printLine, reportProblems } from '../terminal/report.ts';
import type { RollImportOptions } from './commands.ts';

/** `cairn roll import ARCHIVE` */
export async function runRollImport(path: string, options: RollImportOptions): Promise<void> {
  const { distro } = await openSiteSurroundings();
  const roll = await readRoll(path, distro.cacheDir);
  const { key, unsigned = false } = options;
  const wordFor = (): string => `cairn roll import ${path} --unsigned`;
  const { problem } = await withKnownKeys(distro, key, (keyrings) =>
    judgeRoll(roll, { keyrings, unsigned, wordFor }),
  );
  if (problem !== undefined) throw new BuildError(problem);
  reportProblems(await checkRoll(roll));
  printLine(`${await importRoll(roll, options.into)}: ${roll.name} ${roll.version}`);
}
