import { join } from 'node:path';
import { formatBytes, type ReportStage } from '../../io/mod.ts';
import { countOf, fail } from '../../model/mod.ts';

import { nameOutput } from '../output/name-medium.ts';
import { type BootParts, installFiles } from '../parts/boot-parts.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { composeDelta } from './compose-delta.ts';
import type { KnownRelease } from './known-files.ts';

export interface DeltaStageInput {
  readonly recipe: Recipe;
  readonly known: KnownRelease | undefined;
  readonly boot: BootParts;
  readonly overlay: string;
  readonly epochSeconds: number;
  readonly mediumFolder: string;
  readonly result: string;
}

/** Writes what a release that is elsewhere has not. */
export async function writeDelta(
  input: DeltaStageInput,
  { report }: { readonly report: ReportStage },
): Promise<void> {
  const { recipe, boot, overlay, epochSeconds, mediumFolder, result } = input;
  const known = input.known ?? fail('INTERNAL', 'A delta without a release that it builds upon');
  await report(async (stage) => {
    const { files, sizeBytes } = await composeDelta({
      known,
      cairn: mediumFolder,
      install: installFiles(boot, overlay),
      epochSeconds,
      output: join(result, `${nameOutput(recipe)}.tar`),
    });
    stage.summarize(`${countOf(files.length, 'file')}, ${formatBytes(sizeBytes)}`);
  });
}
