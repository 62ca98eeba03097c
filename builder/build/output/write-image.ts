import { join } from 'node:path';
import type { DistroContext, Signer } from '../../distro/mod.ts';
import { composeIso, type IsoInput, readImageSeal, SEAL_NAME } from '../../media/mod.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { signStatements } from '../release/sign-statement.ts';
import { titleMedium } from './name-medium.ts';
import { type MediumStart, nameImage, recallImage } from './recall-image.ts';

/** What every image of a build is made with. */
export interface ImageRoom {
  readonly recipe: Recipe;
  readonly epochSeconds: number;
  readonly signer: Signer;
  readonly distro: DistroContext;
  /** What is known of files of the result. */
  readonly digests: Map<string, { readonly sizeBytes: number; readonly sha256: string }>;
  readonly result: string;
  /** Where the result will be, and an older one may be now. */
  readonly output: string;
  /** Notes about images of the result, by name of the file: they are written once it is in its place. */
  readonly imageNotes: Map<string, string>;
}

/** An image of the result: bootable or with data alone. */
export interface Image extends Pick<IsoInput, 'trees' | 'label' | 'onProgress'> {
  readonly start?: MediumStart;
  /** Of its file. */
  readonly name: string;
  /** For whoever verifies it, where it is no medium to start from: `disc 2 of 3`. */
  readonly title?: string;
}

/** Writes an image into the result, sealed by who builds it. @returns its size in bytes */
export async function writeImage(
  { recipe, epochSeconds, distro, signer, digests, result, output, imageNotes }: ImageRoom,
  { name, title, ...image }: Image,
): Promise<number> {
  const sealTitle = [titleMedium(recipe), title].filter((word) => word !== undefined).join(', ');
  const { trees, label, start } = image;
  const { fingerprint } = await signer.readKey();
  const made = { trees, label, start, epochSeconds, title: sealTitle, signer: fingerprint };
  const note = await nameImage(distro, made);
  imageNotes.set(name, note);
  const known = await recallImage(note, join(output, name), join(result, name));
  const sign = signStatements(signer, epochSeconds);
  // What it was sealed with is an input of whoever builds the same
  const seal = known === undefined ? undefined : await readImageSeal(join(result, name));
  if (seal !== undefined) await sign({ name: SEAL_NAME, text: seal.text });
  const { sizeBytes, sha256 } =
    known ??
    (await composeIso({
      ...image,
      epochSeconds,
      out: join(result, name),
      seal: { title: sealTitle, sign },
    }));
  if (sha256 !== undefined) digests.set(name, { sizeBytes, sha256 });
  return sizeBytes;
}
