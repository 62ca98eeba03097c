import { join } from 'node:path';
import type { DistroContext } from '../../distro/mod.ts';
import { formatBytes } from '../../io/mod.ts';
import { composeBootTree, composeIso, EFI_IMAGE } from '../../media/mod.ts';
import { consoleArguments } from '../../model/mod.ts';
import { measureFolder } from '../output/measure-folder.ts';
import { labelMedium, nameOutput, titleMedium } from '../output/name-medium.ts';
import type { BootParts } from '../parts/boot-parts.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { signStatements } from '../release/sign-statement.ts';
import type { KnownDigests, StageRun } from './stage-table.ts';

export interface IsoInput {
  readonly recipe: Recipe;
  readonly epochSeconds: number;
  readonly boot: BootParts;
  readonly mediumFolder: string;
  readonly overlay: string;
  readonly distro: DistroContext;
  readonly digests: KnownDigests;
  readonly work: string;
  readonly result: string;
}

/** Writes the hybrid ISO image into the result. */
export async function writeIso(input: IsoInput, { report }: StageRun): Promise<void> {
  const { recipe, epochSeconds, boot, mediumFolder, overlay, distro, digests, work, result } = input;
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
    const name = `${nameOutput(recipe)}.iso`;
    const { sizeBytes, sha256 } = await composeIso({
      trees: [
        { at: '/', from: bootTree },
        { at: '/cairn', from: mediumFolder },
      ],
      label,
      start: files.bios ?? { efiImage: join(bootTree, EFI_IMAGE) },
      epochSeconds,
      out: join(result, name),
      seal: { title: titleMedium(recipe), sign: signStatements(distro, epochSeconds) },
      onProgress: (part) => stage.advanceBytes(Math.round(part * total), total),
    });
    if (sha256 !== undefined) digests.set(name, { sizeBytes, sha256 });
    stage.summarize(formatBytes(sizeBytes));
  });
}
