import { chmod, mkdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import {
  besideName,
  formatBytes,
  hashFile,
  linkOrCopy,
  type ReportStage,
  removeAtExit,
  sha256,
  unreported,
  VERIFIED_MTIME_SECONDS,
  withLock,
  withTempDir,
  writeFileAtomic,
} from '../../io/mod.ts';
import { readRemembered } from '../read-remembered.ts';
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

/**
 * Level 9 makes 46 MB out of 154 MB in 2 s on two cores; level 19 would make 41 MB in 57 s. Both are unpacked in 0.2 s.
 */
const ZSTD_LEVEL = 9;
/** Part of the cache's key: raise it when something below changes what comes out. */
const RECIPE_OF_BASE = 3;

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
  const request = withSpan(asked);
  return report(async (stage) => {
    const kept = join(context.cacheDir, 'base', `${baseKey(request)}.tar.zst`);
    const base = await withLock(
      join(context.cacheDir, 'base', 'lock'),
      async () => (await readKept(kept)) ?? (await makeBase(context, request, kept)),
      () => stage.note('Waiting for another build that makes a base system'),
    );
    await linkOrCopy(kept, request.file);
    stage.summarize(`${request.packages.length} packages, ${formatBytes(base.sizeBytes)}`);
    return { ...base, file: request.file };
  });
}

/** Names a base system: requests with the same name make the same bytes. */
export function nameBase(asked: Omit<BaseRequest, 'file'>): string {
  return baseKey(withSpan(asked));
}

function withSpan<Request extends BootstrapRequest>(asked: Request): Request {
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
  return sha256(JSON.stringify([...inputs, packages, unpacked]));
}

/** What is noted of a base that is kept. */
const keptBase = v.object({ file: v.string(), sha256: v.string(), sizeBytes: v.number() });

async function readKept(kept: string): Promise<Base | undefined> {
  const base = await readRemembered(`${kept}.json`, keptBase);
  const info = await stat(kept).catch(() => undefined);
  if (base === undefined || info === undefined) return undefined;
  if (info.size !== base.sizeBytes) return undefined;
  if (info.mtimeMs !== VERIFIED_MTIME_SECONDS * 1000 && (await hashFile(kept)).sha256 !== base.sha256)
    return undefined;
  return base;
}

async function makeBase(context: DistroContext, request: BaseRequest, kept: string): Promise<Base> {
  await mkdir(join(context.cacheDir, 'base'), { recursive: true });
  const beside = besideName(kept);
  const forget = removeAtExit(beside);
  try {
    await withTempDir(
      async (temp) => {
        const tar = join(temp, 'base.tar');
        await runMmdebstrap(context, request, tar);
        await checkBaseContent(context.run, tar, request.packages);
        await context.run(['zstd', '--quiet', '-T0', `-${ZSTD_LEVEL}`, tar, '-o', beside]);
      },
      join(context.cacheDir, 'base'),
    );
    await chmod(beside, 0o444);
    await utimes(beside, VERIFIED_MTIME_SECONDS, VERIFIED_MTIME_SECONDS);
    const base: Base = { file: '', ...(await hashFile(beside)) };
    await rename(beside, kept);
    await writeFileAtomic(`${kept}.json`, `${JSON.stringify(base)}\n`);
    return base;
  } finally {
    await rm(beside, { force: true });
    forget();
  }
}
