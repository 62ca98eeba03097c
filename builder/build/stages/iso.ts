import { join } from 'node:path';
import type { Closure, DistroContext, RecipeLock } from '../../distro/mod.ts';
import { formatBytes } from '../../io/mod.ts';
import { composeBootTree, EFI_IMAGE } from '../../media/mod.ts';
import { parseMediaSize } from '../../model/files/mod.ts';
import { fail, nameFurtherDisc } from '../../model/mod.ts';
import { spreadMedium } from '../discs/spread-medium.ts';
import { digestLock } from '../lock/digest-lock.ts';
import type { LockSigner } from '../lock/lock-signer.ts';
import { describeMenu } from '../output/describe-menu.ts';
import { measureFolder } from '../output/measure-folder.ts';
import { labelMedium, nameOutput } from '../output/name-medium.ts';
import { writeImage } from '../output/write-image.ts';
import type { BootParts } from '../parts/boot-parts.ts';
import type { Recipe } from '../recipe/recipe.ts';
import type { KnownDigests, StageRun } from './stage-table.ts';

export interface IsoInput {
  readonly recipe: Recipe;
  readonly epochSeconds: number;
  readonly boot: BootParts;
  readonly lock: RecipeLock;
  readonly closure: Closure;
  readonly mediumFolder: string;
  readonly overlay: string;
  readonly signedLoader?: ReadonlyMap<string, string>;
  readonly signer: LockSigner;
  readonly distro: DistroContext;
  readonly digests: KnownDigests;
  readonly work: string;
  readonly result: string;
  readonly output: string;
  readonly imageNotes: Map<string, string>;
}

/** Writes the hybrid ISO image into the result; several, where the recipe says how large one may be. */
export async function writeIso(input: IsoInput, { report }: StageRun): Promise<void> {
  const { recipe, epochSeconds, boot, mediumFolder, overlay, distro, work } = input;
  const label = labelMedium(recipe);
  const bootTree = join(work, 'boot');
  await report(async (stage) => {
    const { files } = await boot.open();
    await composeBootTree({
      cache: distro,
      ...describeMenu(recipe, boot.platform),
      label,
      files,
      overlay,
      signedLoader: input.signedLoader,
      epochSeconds,
      out: bootTree,
    });
    const bootBytes = measureFolder(bootTree);
    const total = bootBytes + measureFolder(mediumFolder);
    const discs = await spreadMedium({ ...input, id: digestLock(input.lock), bootBytes });
    const [first, ...others] = discs ?? [];
    const sizes = [
      await writeImage(input, {
        name: `${nameOutput(recipe)}.iso`,
        trees: [
          { at: '/', from: bootTree },
          first === undefined ? { at: '/cairn', from: mediumFolder } : { at: '/', from: first },
        ],
        label,
        start: files.bios ?? { efiImage: join(bootTree, EFI_IMAGE) },
        onProgress: (part) => stage.advanceBytes(Math.round(part * total), total),
      }),
    ];
    for (const [index, folder] of others.entries()) {
      const number = index + 2;
      const name = nameFurtherDisc(nameOutput(recipe), number);
      const trees = [{ at: '/', from: folder }];
      const title = `disc ${number} of ${others.length + 1}`;
      sizes.push(await writeImage(input, { name, title, trees, label: labelMedium(recipe, number) }));
    }
    checkSizes(recipe, sizes);
    stage.summarize(sizes.map(formatBytes).join(' + '));
  });
}

/** What directories of a disc take was estimated. */
function checkSizes({ media, placeOf }: Recipe, sizes: readonly number[]): void {
  const limit = media.size === undefined ? undefined : parseMediaSize(media.size);
  const index = sizes.findIndex((size) => limit !== undefined && size > limit);
  if (index === -1) return;
  const message = `Disc ${index + 1} came out at ${sizes[index]} bytes, which is more than ${limit}`;
  fail('MEDIA_SIZE', message, placeOf('media', 'size'), 'Name a size that is a little smaller');
}
