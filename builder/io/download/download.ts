import { BuildError, errorProblem, type Problem } from '../../model/mod.ts';
import { type DownloadDeps, type DownloadJob, downloadFile } from './download-file.ts';
import { createServerHealth } from './server-health.ts';

export interface DownloadOptions extends Omit<DownloadDeps, 'onBytes'> {
  /** How many files at once; 8 by default. */
  readonly connections?: number;
  /** Called with the sums for all files together. */
  readonly onProgress?: (doneBytes: number, totalBytes: number) => void;
}

/**
 * Fetches many files at once, the largest first. Every file is tried before the first failure is reported.
 *
 * @throws {BuildError} DOWNLOAD_FAILED, one problem for each file that could not be had, or for many that failed alike;
 *   FILE_UNWRITABLE at once when the files cannot be kept
 */
export async function downloadAll(jobs: readonly DownloadJob[], options: DownloadOptions): Promise<void> {
  const totalBytes = jobs.reduce((sum, job) => sum + job.sizeBytes, 0);
  const queue = [...jobs].sort((a, b) => b.sizeBytes - a.sizeBytes);
  const failed: { readonly name: string; readonly reason: string }[] = [];
  let doneBytes = 0;
  const deps: DownloadDeps = {
    open: options.open,
    clock: options.clock,
    health: createServerHealth(),
    ...(options.patienceMs === undefined ? {} : { patienceMs: options.patienceMs }),
    onBytes: (delta) => {
      doneBytes += delta;
      options.onProgress?.(doneBytes, totalBytes);
    },
  };
  const work = async (): Promise<void> => {
    for (let job = queue.shift(); job !== undefined; job = queue.shift()) {
      const reason = await downloadFile(job, deps).catch((error: unknown) => {
        queue.length = 0;
        throw error;
      });
      if (reason !== undefined) failed.push({ name: job.name, reason });
    }
  };
  const workers = Array.from({ length: Math.min(options.connections ?? 8, jobs.length) }, work);
  for (const worker of await Promise.allSettled(workers)) {
    if (worker.status === 'rejected') throw worker.reason;
  }
  if (failed.length === 0) return;
  failed.sort((a, b) => (a.name < b.name ? -1 : 1));
  throw new BuildError(foldFailures(failed));
}

/** More files that failed for one reason are one problem: a server that is down fails them all. */
const MOST_ALIKE = 5;

function foldFailures(failed: readonly { readonly name: string; readonly reason: string }[]): Problem[] {
  const hint = 'What came so far is kept: run the same command again to go on from there';
  const problem = (what: string, reason: string): Problem =>
    errorProblem('DOWNLOAD_FAILED', `Cannot download ${what}: ${reason}`, undefined, hint);
  const reasons = [...new Set(failed.map(({ reason }) => reason))];
  return reasons.flatMap((reason) => {
    const alike = failed.filter((each) => each.reason === reason);
    if (alike.length <= MOST_ALIKE) return alike.map(({ name }) => problem(`"${name}"`, reason));
    return [problem(`"${alike[0]!.name}" and ${alike.length - 1} others`, reason)];
  });
}
