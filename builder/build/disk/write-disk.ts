import { join } from 'node:path';
import type { DistroContext, RecipeLock } from '../../distro/mod.ts';
import { formatBytes, type ReportStage, sizeOfFile } from '../../io/mod.ts';
import { composeBootTree, composeDisk, composeIso, convertDisk, EFI_IMAGE } from '../../media/mod.ts';
import { digestLock } from '../lock/digest-lock.ts';
import type { LockSigner } from '../lock/lock-signer.ts';
import { describeMenu } from '../output/describe-menu.ts';
import { labelDisk, nameOutput, titleMedium } from '../output/name-medium.ts';
import type { BootParts } from '../parts/boot-parts.ts';
import { type Recipe, requireDisk } from '../recipe/recipe.ts';
import { signStatements } from '../release/sign-statement.ts';

export interface DiskStageInput {
  readonly recipe: Recipe;
  readonly epochSeconds: number;
  readonly boot: BootParts;
  readonly lock: RecipeLock;
  readonly mediumFolder: string;
  readonly overlay: string;
  readonly signedLoader?: ReadonlyMap<string, string>;
  readonly signer: LockSigner;
  readonly distro: DistroContext;
  readonly work: string;
  readonly result: string;
}

/** Writes a sealed disk into the result, in each format that is wanted. */
export async function writeDisk(
  input: DiskStageInput,
  { report }: { readonly report: ReportStage },
): Promise<void> {
  const { recipe, lock, work, result } = input;
  const { appliance, formats, sizeBytes } = requireDisk(recipe);
  await report(async (stage) => {
    const { iso, efiImage, gptMbr } = await writeMedium(input, (part) =>
      stage.advanceItems(Math.round(part * 100), 100),
    );
    const compose = (out: string, bytes: number | undefined): Promise<void> =>
      composeDisk({ id: `${digestLock(lock)} ${appliance}`, efiImage, iso, gptMbr, sizeBytes: bytes, out });
    const virtual = join(work, 'disk.raw');
    if (formats.some((format) => format !== 'raw')) await compose(virtual, sizeBytes ?? VIRTUAL_BYTES);
    const sizes: number[] = [];
    for (const format of formats) {
      const out = join(result, `${nameOutput(recipe)}.${format}`);
      if (format === 'raw') await compose(out, sizeBytes);
      else await convertDisk(virtual, format, out);
      sizes.push((await sizeOfFile(out)) ?? 0);
    }
    stage.summarize(formats.map((format, index) => `${format}: ${formatBytes(sizes[index]!)}`).join(', '));
  });
}

/** The disk of a virtual machine is as large as its file says, and takes only what was written to it. */
const VIRTUAL_BYTES = 64 * 1024 ** 3;

interface DiskParts {
  readonly iso: string;
  readonly efiImage: string;
  readonly gptMbr: string | undefined;
}

/** The medium in a partition: the same release, and a menu of its own. */
async function writeMedium(input: DiskStageInput, onProgress: (part: number) => void): Promise<DiskParts> {
  const { recipe, epochSeconds, boot, lock, mediumFolder, overlay, signer, distro, work } = input;
  const { files } = await boot.open();
  const label = labelDisk(digestLock(lock));
  const bootTree = join(work, 'boot');
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
  const iso = join(work, 'disk.iso');
  const efiImage = join(bootTree, EFI_IMAGE);
  const { bios } = files;
  await composeIso({
    trees: [
      { at: '/', from: bootTree },
      { at: '/cairn', from: mediumFolder },
    ],
    label,
    // UEFI starts from a partition beside it
    ...(bios === undefined ? {} : { start: { partitionMbr: bios.partitionMbr, isInPartition: true } }),
    epochSeconds,
    out: iso,
    seal: { title: `${titleMedium(recipe)}, sealed disk`, sign: signStatements(signer, epochSeconds) },
    onProgress,
  });
  return { iso, efiImage, gptMbr: bios?.gptMbr };
}
