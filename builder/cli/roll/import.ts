import { cacheDirOf } from '../../build/surroundings.ts';
import { checkRoll, importRoll, readRoll, verifyRoll } from '../../rolls/mod.ts';
import { printLine, reportProblems } from '../terminal/report.ts';
import type { RollImportOptions } from './commands.ts';

/** `cairn roll import ARCHIVE` */
export async function runRollImport(path: string, options: RollImportOptions): Promise<void> {
  const roll = await readRoll(path, cacheDirOf());
  // A Rocks roll has no manifest; with a key given, it is refused.
  if (roll.kind !== 'imported' || options.key.length > 0) await verifyRoll(roll, options.key);
  reportProblems(await checkRoll(roll));
  printLine(`${await importRoll(roll, options.into)}: ${roll.name} ${roll.version}`);
}
