import { judgeRoll } from '../../build/trust/judge-roll.ts';
import { withKnownKeys } from '../../build/trust/known-keys.ts';
import { withTempDir } from '../../io/mod.ts';
import { BuildError } from '../../model/mod.ts';
import { readRoll, verifyRoll } from '../../rolls/mod.ts';
import { openSiteSurroundings } from '../release/surroundings.ts';
import { printLine } from '../terminal/report.ts';
import type { RollVerifyOptions } from './commands.ts';

/** `cairn roll verify ARCHIVE`: by the keys that are given and no others, or by all that are trusted here. */
export async function runRollVerify(path: string, options: RollVerifyOptions): Promise<void> {
  // Nothing of what is only looked at stays.
  await withTempDir(async (scratch) => {
    const roll = await readRoll(path, scratch);
    const signer =
      options.key.length > 0
        ? await verifyRoll(roll, options.key)
        : await withKnownKeys((await openSiteSurroundings()).distro, [], async (keyrings) => {
            await verifyRoll(roll, []);
            const judged = await judgeRoll(roll, { keyrings, unsigned: true, wordFor: () => '' });
            if (judged.problem !== undefined) throw new BuildError(judged.problem);
            return judged.signer;
          });
    const signed =
      signer === undefined ? 'nobody signed it' : `signed by ${signer.userId} ${signer.fingerprint}`;
    printLine(`${roll.name} ${roll.version}: contents as in the manifest, ${signed}`);
  });
}
