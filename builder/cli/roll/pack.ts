import { readSourceEpoch } from '../../build/mod.ts';
import { cacheDirOf, findOwnFiles } from '../../build/surroundings.ts';
import { withTempDir } from '../../io/mod.ts';
import { buildRoll, checkRoll, packRoll, readRoll, signWithGpg } from '../../rolls/mod.ts';
import { printLine, reportProblems } from '../terminal/report.ts';
import type { RollPackOptions } from './commands.ts';

/** `cairn roll pack ROLL` */
export async function runRollPack(path: string, options: RollPackOptions): Promise<void> {
  const roll = await readRoll(path, cacheDirOf());
  reportProblems(await checkRoll(roll));
  const epochSeconds = await readSourceEpoch(roll.origin, options.epoch, process.env);
  const output = options.output ?? `${roll.name}-${roll.version}.tar`;
  const signs = options.sign === true || options.key !== undefined;
  await withTempDir(async (outputDir) => {
    const built = await buildRoll(roll, {
      to: { outputDir },
      epochSeconds,
      program: await findOwnFiles(),
    });
    const sign = (manifest: string) => signWithGpg(manifest, options.key);
    const { sha256 } = await packRoll(roll, { output, epochSeconds, built, ...(signs ? { sign } : {}) });
    printLine(`${sha256}  ${output}`);
  });
}
