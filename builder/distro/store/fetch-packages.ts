import { join } from 'node:path';
import {
  type DownloadJob,
  downloadAll,
  formatBytes,
  mapLimited,
  openCheckedFiles,
  type ReportStage,
  tellDamaged,
  unreported,
  withLock,
} from '../../io/mod.ts';
import { BuildError, errorProblem } from '../../model/mod.ts';
import type { PackageStore } from '../archive.ts';
import { hasCacheAlone } from '../has-cache-alone.ts';
import type { DistroContext, OwnPackage, ResolvedPackage } from '../types.ts';
import { isStored, storeFile, storePath } from './store-file.ts';
import { checkCarried, takeCarried } from './take-carried.ts';

const CONNECTIONS = 8;

/**
 * Sees to it that the cache holds every package, downloading what it lacks.
 *
 * @returns the file of each package, by SHA-256
 * @throws {BuildError} CACHE_INCOMPLETE when offline, naming every missing package; DOWNLOAD_FAILED
 */
export async function fetchPackages(
  context: DistroContext,
  archive: PackageStore,
  packages: readonly ResolvedPackage[],
  report: ReportStage = unreported,
): Promise<ReadonlyMap<string, string>> {
  const atHand = await findAtHand(archive, packages);
  const others = packages.filter(({ sha256 }) => !atHand.has(sha256));
  await mapLimited(others.filter(isOwn), CONNECTIONS, (item) => storeFile(context, item.file, item.sha256));
  if ((await listMissing(context, others)).length > 0) {
    // One build downloads at a time: the other one then finds what it would have fetched a second time.
    await withLock(
      join(context.cacheDir, 'by-sha256', 'lock'),
      async () => {
        await takeCarried(context, await listMissing(context, others));
        await download(context, archive, await listMissing(context, others), report);
      },
      () => context.progress({ type: 'note', text: 'Waiting for another build that downloads packages' }),
    );
  }
  await (await openCheckedFiles(context)).save();
  return new Map([
    ...others.map((item) => [item.sha256, storePath(context, item.sha256)] as const),
    ...atHand,
  ]);
}

async function findAtHand(
  { fileAtHand }: PackageStore,
  packages: readonly ResolvedPackage[],
): Promise<ReadonlyMap<string, string>> {
  if (fileAtHand === undefined) return new Map();
  const files = await mapLimited(
    packages,
    CONNECTIONS,
    async (item) => [item.sha256, await fileAtHand(item)] as const,
  );
  return new Map(files.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

function isOwn(item: ResolvedPackage): item is OwnPackage {
  return item.roll !== undefined && 'file' in item;
}

async function listMissing(
  context: DistroContext,
  packages: readonly ResolvedPackage[],
): Promise<ResolvedPackage[]> {
  const present = await mapLimited(packages, CONNECTIONS, (item) =>
    isStored(context, item.sha256, item.sizeBytes),
  );
  return packages.filter((_, index) => !present[index]);
}

async function download(
  context: DistroContext,
  archive: PackageStore,
  missing: readonly ResolvedPackage[],
  report: ReportStage,
): Promise<void> {
  if (missing.length === 0) return;
  const checked = await openCheckedFiles(context);
  const damaged = missing.filter(({ sha256 }) => checked.takeDamage(storePath(context, sha256)));
  if (hasCacheAlone(context)) throw offlineError(context, missing, damaged);
  for (const item of damaged)
    tellDamaged(context, `"${item.name}" ${item.version}`, storePath(context, item.sha256));
  await checkCarried(context.carried, missing);
  const totalBytes = missing.reduce((sum, item) => sum + item.sizeBytes, 0);
  await report(async (stage) => {
    const jobs = missing.map((item) => toJob(context, archive, item));
    const urls = jobs.flatMap((job) => job.urls);
    const open = await archive.openTransport(urls, CONNECTIONS);
    const onProgress = (done: number, total: number): void => stage.advanceBytes(done, total);
    const { clock, patienceMs } = context;
    const patience = patienceMs === undefined ? {} : { patienceMs };
    await downloadAll(jobs, { open, clock, connections: CONNECTIONS, onProgress, ...patience });
    for (const { sha256 } of missing) await checked.remember(storePath(context, sha256), sha256);
    stage.summarize(`${missing.length} packages, ${formatBytes(totalBytes)}`);
  });
}

function toJob(context: DistroContext, archive: PackageStore, item: ResolvedPackage): DownloadJob {
  return {
    name: `${item.name} ${item.version}`,
    urls: archive.addressesOf(item),
    sha256: item.sha256,
    sizeBytes: item.sizeBytes,
    path: storePath(context, item.sha256),
  };
}

function offlineError(
  context: DistroContext,
  missing: readonly ResolvedPackage[],
  damaged: readonly ResolvedPackage[],
): BuildError {
  const hint = 'Build once without --offline, or copy the cache of a machine that did';
  return new BuildError(
    missing.map((item) => {
      const what = `"${item.name}" ${item.version} (${item.arch}, SHA-256 ${item.sha256})`;
      const message = damaged.includes(item)
        ? `The cache's copy of ${what} was damaged, and was thrown away: ${storePath(context, item.sha256)}`
        : `The cache has no copy of ${what}`;
      return errorProblem('CACHE_INCOMPLETE', message, undefined, hint);
    }),
  );
}
