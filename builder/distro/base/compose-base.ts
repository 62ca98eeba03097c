import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import {
  formatBytes,
  keepMade,
  linkOrCopy,
  type ReportStage,
  sha256,
  stampTools,
  unreported,
} from '../../io/mod.ts';
import type { DistroContext } from '../types.ts';
import { checkBaseContent } from './check-content.ts';
import { type BootstrapRequest, runMmdebstrap } from './run-mmdebstrap.ts';

export interface BaseRequest extends BootstrapRequest {
  /** The `base.tar.zst` to write. */
  readonly file: string;
}

/** A base system as a compressed tar. */
export interface Base {
  readonly file: string;
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** Most of a base is compressed already: of 60 MB level 9 makes 48.6 MB in 0.9 s of one core, level 3 makes 49.1 MB in 0.14 s. */
const ZSTD_LEVEL = 3;
/** Part of the cache's key: raise it when something below changes what comes out. */
const RECIPE_OF_BASE = 7;

/** The base is dated to the start of such a span, so that not every commit to a recipe makes a new one. */
const SPAN_SECONDS = 30 * 24 * 60 * 60;

/**
 * Makes the base system that every machine starts from: essential packages, apt and a short list, installed by
 * mmdebstrap out of our own signed repository. The same packages and time stamp give the same bytes; it is made once
 * for each.
 *
 * @throws {BuildError} BASE_CONTENT when it holds what no two machines may share; PRIVILEGE_MISSING
 */
export async function composeBase(
  context: DistroContext,
  asked: BaseRequest,
  report: ReportStage = unreported,
): Promise<Base> {
  return report(async (stage) => {
    const { file: kept, ...digest } = await keepBase(context, asked, () =>
      stage.note('Waiting for another build that makes a base system'),
    );
    await linkOrCopy(kept, asked.file);
    stage.summarize(`${asked.packages.length} packages, ${formatBytes(digest.sizeBytes)}`);
    return { ...digest, file: asked.file };
  });
}

/**
 * Sees to it that the cache has a base system. @returns its file there
 *
 * @param onWait another build makes it
 * @throws {BuildError} as {@link composeBase}
 */
export async function keepBase(
  context: DistroContext,
  asked: BootstrapRequest,
  onWait: () => void = () => undefined,
): Promise<Base> {
  const request = withSpan(asked);
  const inputs = {
    name: baseKey(request),
    versions: await stampTools(['mmdebstrap', 'dpkg-deb', 'apt-get', 'tar', 'zstd']),
  };
  const { files } = await keepMade(context, {
    kind: 'bases',
    inputs,
    shape: v.null_(),
    make: (_inputs, dir) => makeBase(context, request, dir),
    recipe: RECIPE_OF_BASE,
    onWait,
  });
  return files[BASE]!;
}

/** Names a base system: requests with the same name make the same bytes. */
export function nameBase(asked: BootstrapRequest): string {
  return baseKey(withSpan(asked));
}

function withSpan(asked: BootstrapRequest): BootstrapRequest {
  return { ...asked, epochSeconds: asked.epochSeconds - (asked.epochSeconds % SPAN_SECONDS) };
}

/** Everything that the bytes depend on. */
function baseKey(request: BootstrapRequest): string {
  const packages = request.packages.map((item) => item.sha256).sort();
  const { codename, arch } = request.repository;
  const inputs = [
    RECIPE_OF_BASE,
    ZSTD_LEVEL,
    codename,
    arch,
    [...request.include].sort(),
    request.epochSeconds,
  ];
  const unpacked = request.unpacked.map((item) => item.sha256).sort();
  return sha256(JSON.stringify([...inputs, packages, unpacked, [...request.settled].sort()]));
}

const BASE = 'base.tar.zst';

async function makeBase(context: DistroContext, request: BootstrapRequest, dir: string): Promise<null> {
  // Beside the result: the cache may be the only place with so much room
  const tar = join(dir, 'base.tar');
  await runMmdebstrap(context, request, tar);
  await checkBaseContent(context.run, tar, request.packages);
  await context.run(['zstd', '--quiet', '-T0', `-${ZSTD_LEVEL}`, tar, '-o', join(dir, BASE)]);
  await rm(tar);
  return null;
}
