import { basename, join } from 'node:path';
import { sha256, writeFileAtomic } from '../../io/mod.ts';
import { CHECKSUMS_NAME, renderChecksums, SIGNATURE_SUFFIX } from '../../model/mod.ts';
import { MANIFEST_NAME, type OutputFile, readOutputFiles } from './output-files.ts';
import type { SignStatement } from './statement.ts';

/** Something that went into an output: a package, a roll, a recipe, a site. */
export interface ManifestInput {
  readonly kind: 'package' | 'roll' | 'recipe' | 'site' | 'installer';
  readonly name: string;
  readonly version: string;
  readonly sha256: string;
  readonly sizeBytes?: number;
  readonly architecture?: string;
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
}

/** `manifest.json`: inputs sorted by kind and name. The same lock, the same text. */
export function renderManifest(manifest: Manifest): string {
  const key = (input: ManifestInput): string => `${input.kind}\0${input.name}\0${input.version}`;
  const inputs = [...manifest.inputs].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
  return `${JSON.stringify({ format: 1, ...manifest, inputs }, null, 2)}\n`;
}

/**
 * Writes `manifest.json` and `SHA256SUMS` into a finished output folder. The manifest says what every other file is, and the
 * list names the manifest too: who signs the list has signed everything. Both are the same for the same lock: how long a build
 * took is said by its events alone.
 *
 * @param sign its signature is put beside the list
 * @param known what is known of files already, by path: they are not read again
 */
export async function composeManifest(
  folder: string,
  about: Omit<Manifest, 'files'>,
  sign?: SignStatement,
  known: ReadonlyMap<string, Omit<OutputFile, 'path'>> = new Map(),
): Promise<readonly OutputFile[]> {
  const files = await readOutputFiles(folder, async (path) => known.get(path));
  const options = { mtimeSeconds: about.sourceDateEpoch };
  const manifest = renderManifest({ ...about, files });
  await writeFileAtomic(join(folder, MANIFEST_NAME), manifest, options);
  const listed = [...files, { path: MANIFEST_NAME, sha256: sha256(manifest) }];
  const text = renderChecksums(listed.sort((a, b) => (a.path < b.path ? -1 : 1)));
  await writeSigned(join(folder, CHECKSUMS_NAME), text, about.sourceDateEpoch, sign);
  return files;
}

/** Writes a list with its signature beside it, where somebody signs. */
export async function writeSigned(
  file: string,
  text: string,
  mtimeSeconds: number,
  sign: SignStatement | undefined,
): Promise<void> {
  await writeFileAtomic(file, text, { mtimeSeconds });
  if (sign === undefined) return;
  const signature = await sign({ name: basename(file), text });
  await writeFileAtomic(`${file}${SIGNATURE_SUFFIX}`, signature, { mtimeSeconds });
}
