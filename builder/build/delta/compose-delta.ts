import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { pack } from 'tar-stream';
import { besideName, readText, unwritable } from '../../io/mod.ts';
import {
  CHECKSUMS_NAME,
  DELTA_NAME,
  type DeltaIdentity,
  parseReleaseList,
  RELEASE_LIST,
  RELEASE_SIGNATURE,
  type ReleaseFile,
} from '../../model/mod.ts';
import { renderBootSums } from '../release/seal-release.ts';
import type { KnownRelease } from './known-files.ts';

export interface DeltaInput {
  /** The release that is there already. */
  readonly known: KnownRelease;
  /** `cairn/` of the new one, sealed. */
  readonly cairn: string;
  /** What machines start from, by name. */
  readonly install: Readonly<Record<string, string>>;
  readonly epochSeconds: number;
  /** The tar to write. */
  readonly output: string;
}

export interface WrittenDelta {
  readonly files: readonly ReleaseFile[];
  readonly sizeBytes: number;
}

/** A frontend adds its place's answers to the graph of each release that it takes in. */
const ALWAYS: readonly string[] = ['cairn/graph.json'];

/**
 * Writes what a release has that another one has not, with the signed list of all of it. A content that is in the release
 * several times is in the delta once. Same releases, same bytes.
 */
export async function composeDelta(input: DeltaInput): Promise<WrittenDelta> {
  const { known, cairn, install, epochSeconds, output } = input;
  const list = await readText(join(cairn, RELEASE_LIST));
  const { id, files } = parseReleaseList(list, join(cairn, RELEASE_LIST));
  const isFresh = ({ path, sha256 }: ReleaseFile): boolean =>
    ALWAYS.includes(path) || !known.contents.has(sha256);
  const fresh = new Map(files.filter(isFresh).map((file) => [file.sha256, file]));
  const identity: DeltaIdentity = { format: 1, from: known.id, to: id };
  const placeOf = ({ path }: ReleaseFile): string =>
    path.startsWith('cairn/')
      ? join(cairn, path.slice('cairn/'.length))
      : install[path.slice('install/'.length)]!;
  const tar = pack();
  const beside = besideName(output);
  const mtime = new Date(epochSeconds * 1000);
  try {
    const written = pipeline(Readable.from(tar), createWriteStream(beside));
    const write = async (): Promise<void> => {
      const head = { mode: 0o644, mtime };
      tar.entry({ name: DELTA_NAME, ...head }, `${JSON.stringify(identity)}\n`);
      tar.entry({ name: `cairn/${RELEASE_LIST}`, ...head }, list);
      const signature = await readText(join(cairn, RELEASE_SIGNATURE));
      tar.entry({ name: `cairn/${RELEASE_SIGNATURE}`, ...head }, signature);
      // A frontend takes in a release by these; they follow from what is signed
      tar.entry({ name: `cairn/${CHECKSUMS_NAME}`, ...head }, await readText(join(cairn, CHECKSUMS_NAME)));
      tar.entry({ name: `install/${CHECKSUMS_NAME}`, ...head }, renderBootSums(files));
      for (const file of fresh.values()) {
        const entry = tar.entry({ name: file.path, size: file.sizeBytes, ...head });
        await pipeline(createReadStream(placeOf(file)), entry as unknown as NodeJS.WritableStream);
      }
      tar.finalize();
    };
    await Promise.all([written, write()]);
    await rename(beside, output);
  } catch (error) {
    await rm(beside, { force: true });
    throw unwritable(output, error);
  }
  const kept = [...fresh.values()];
  return { files: kept, sizeBytes: kept.reduce((sum, file) => sum + file.sizeBytes, 0) };
}
