import { join } from 'node:path';
import { formatBytes } from '../../io/mod.ts';
import { composeNetboot } from '../../media/mod.ts';
import { consoleArguments } from '../../model/mod.ts';
import type { LockSigner } from '../lock/lock-signer.ts';
import { measureFolder } from '../output/measure-folder.ts';
import { nameOutput, titleMedium } from '../output/name-medium.ts';
import type { BootParts } from '../parts/boot-parts.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { signStatements } from '../release/sign-statement.ts';
import type { StageRun } from './stage-table.ts';

export interface NetbootStageInput {
  readonly recipe: Recipe;
  readonly epochSeconds: number;
  readonly boot: BootParts;
  readonly mediumFolder: string;
  readonly overlay: string;
  readonly signer: LockSigner;
  readonly result: string;
}

/** Writes the folder for TFTP and HTTP servers into the result. */
export async function writeNetboot(input: NetbootStageInput, { report }: StageRun): Promise<void> {
  const { recipe, epochSeconds, boot, mediumFolder, overlay, signer, result } = input;
  const out = join(result, 'netboot');
  await report(async (stage) => {
    const { files } = await boot.open();
    await composeNetboot({
      title: titleMedium(recipe),
      kernelArguments: consoleArguments(boot.platform),
      files,
      overlay,
      packages:
        recipe.media.iso && recipe.media.size === undefined
          ? { image: `${nameOutput(recipe)}.iso` }
          : { tree: mediumFolder },
      epochSeconds,
      out,
      sign: signStatements(signer, epochSeconds),
    });
    stage.summarize(formatBytes(measureFolder(out)));
  });
}
