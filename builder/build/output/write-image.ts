import { join } from 'node:path';
import type { DistroContext } from '../../distro/mod.ts';
import { composeIso, type IsoInput } from '../../media/mod.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { signStatements } from '../release/sign-statement.ts';
import { titleMedium } from './name-medium.ts';

/** What every image of a build is made with. */
export interface ImageRoom {
  readonly recipe: Recipe;
  readonly epochSeconds: number;
  readonly distro: DistroContext;
  /** What is known of files of the result. */
  readonly digests: Map<string, { readonly sizeBytes: number; readonly sha256: string }>;
  readonly result: string;
}

/** An image of the result: bootable or with data alone. */
export interface Image extends Pick<IsoInput, 'trees' | 'label' | 'start' | 'onProgress'> {
  /** Of its file. */
  readonly name: string;
  /** For whoever verifies it, where it is no medium to start from: `disc 2 of 3`. */
  readonly title?: string;
}

/** Writes an image into the result, sealed by who builds it. @returns its size in bytes */
export async function writeImage(
  { recipe, epochSeconds, distro, digests, result }: ImageRoom,
  { name, title, ...image }: Image,
): Promise<number> {
  const { sizeBytes, sha256 } = await composeIso({
    ...image,
    epochSeconds,
    out: join(result, name),
    seal: {
      title: [titleMedium(recipe), title].filter((word) => word !== undefined).join(', '),
      sign: signStatements(distro, epochSeconds),
    },
  });
  if (sha256 !== undefined) digests.set(name, { sizeBytes, sha256 });
  return sizeBytes;
}
