import { join } from 'node:path';
import { formatBytes } from '../../io/mod.ts';
import { composeBootTree, composeIso, EFI_IMAGE } from '../../media/mod.ts';
import { consoleArguments } from '../../model/mod.ts';
import { measureFolder } from '../output/measure-folder.ts';
import { labelMedium, nameOutput, titleMedium } from '../output/name-medium.ts';
import type { BootParts } from '../parts/boot-parts.ts';
import type { Recipe } from '../recipe/recipe.ts';
import type { StageRun } from './stage-table.ts';

export interface IsoInput {
  readonly recipe: Recipe;
  readonly epochSeconds: number;
  readonly boot: BootParts;
  readonly mediumFolder: string;
  readonly overlay: string;
  readonly work: string;
  readonly result: string;
}

/** Writes the hybrid ISO image into the result. */
export async function writeIso(input: IsoInput, { report }: StageRun): Promise<void> {
  const { recipe, epochSeconds, boot, mediumFolder, overlay, work, result } = input;
  const label = labelMedium(recipe);
  const bootTree = join(work, 'boot');
  await report(async (stage) => {
    const { files } = await boot.open();
    await composeBootTree({
      title: titleMedium(recipe),
      label,
      kernelArguments: consoleArguments(boot.platform),
      files,
      overlay,
      epochSeconds,
      out: bootTree,
    });
    const total = (await measureFolder(bootTree)) + (await measureFolder(mediumFolder));
    const { sizeBytes } = await composeIso({
      trees: [
        { at: '/', from: bootTree },
        { at: '/cairn', from: mediumFolder },
      ],
      label,
      start: files.bios ?? { efiImage: join(bootTree, EFI_IMAGE) },
      epochSeconds,
      out: join(result, `${nameOutput(recipe)}.iso`),
      onProgress: (part) => stage.advanceBytes(Math.round(part * total), total),
    });
    stage.summarize(formatBytes(sizeBytes));
  });
}
