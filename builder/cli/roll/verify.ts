import { withTempDir } from '../../io/mod.ts';
import { readRoll, verifyRoll } from '../../rolls/mod.ts';
import { printLine } from '../terminal/report.ts';
import type { RollVerifyOptions } from './commands.ts';

/** `cairn roll verify ARCHIVE` */
export async function runRollVerify(path: string, options: RollVerifyOptions): Promise<void> {
  // Nothing of what is only looked at stays.
  await withTempDir(async (scratch) => {
    const roll = await readRoll(path, scratch);
    const signer = await verifyRoll(roll, options.key);
    const signed =
      signer === undefined
        ? 'signature not checked (no --key)'
        : `signed by ${signer.userId} ${signer.fingerprint}`;
    printLine(`${roll.name} ${roll.version}: contents as in the manifest, ${signed}`);
  });
}
