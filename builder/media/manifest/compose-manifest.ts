import { join } from 'node:path';
import { writeFileAtomic } from '../../io/mod.ts';
import { CHECKSUMS_NAME, renderChecksums } from '../../model/mod.ts';
import { MANIFEST_NAME, type OutputFile, readOutputFiles } from './output-files.ts';

/** Something that went into an output: a package, a roll, a recipe, a site. */
export interface ManifestInput {
  readonly kind: 'package' | 'roll' | 'recipe' | 'site' | 'installer';
  readonly name: string;
  readonly version: string;
  readonly sha256: string;
  readonly sizeBytes?: number;
  readonly architecture?: string;
}

/** How long one part of a build took. */
export interface StageTime {
  readonly stage: string;
  readonly seconds: number;
}

export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
  readonly os: string;
  /** Version of Cairn that built it. */
  readonly builtWith: string;
  readonly sourceDateEpoch: number;
  readonly inputs: readonly ManifestInput[];
  /** Packages that other values of machines would ask for, with the conditions that keep them out. */
  readonly absent?: readonly { readonly name: string; readonly conditions: readonly string[] }[];
  readonly files: readonly OutputFile[];
  readonly stages: readonly StageTime[];
}

/** `manifest.json`: inputs sorted by kind and name, stages in the order they ran. */
export function renderManifest(manifest: Manifest): string {
  const key = (input: ManifestInput): string => `${input.kind}\0${input.name}\0${input.version}`;
  const inputs = [...manifest.inputs].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
  return `${JSON.stringify({ format: 1, ...manifest, inputs }, null, 2)}\n`;
}

/**
 * Writes `SHA256SUMS` and `manifest.json` into a finished output folder.
 * SHA256SUMS covers every file but these two and is the same for the same lock; the manifest has the times too.
 */
export async function composeManifest(
  folder: string,
  about: Omit<Manifest, 'files'>,
): Promise<readonly OutputFile[]> {
  const files = await readOutputFiles(folder);
  const options = { mtimeSeconds: about.sourceDateEpoch };
  await writeFileAtomic(join(folder, CHECKSUMS_NAME), renderChecksums(files), options);
  await writeFileAtomic(join(folder, MANIFEST_NAME), renderManifest({ ...about, files }));
  return files;
}
