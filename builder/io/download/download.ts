import { BuildError, errorProblem } from '../../model/mod.ts';
import { type DownloadDeps, type DownloadJob, downloadFile } from './download-file.ts';

export interface DownloadOptions extends Omit<DownloadDeps, 'onBytes'> {
  /** How many files at once; 8 by default. */
  readonly connections?: number;
  /** Called with the sums for all files together. */
  readonly onProgress?: (doneBytes: number, totalBytes: number) => void;
}

/**
 * Fetches many files at once, the largest first. Every file is tried before the first failure is reported.
 *
 * @throws {BuildError} DOWNLOAD_FAILED, one problem for each file that could not be had
 */
export async function downloadAll(jobs: readonly DownloadJob[], options: DownloadOptions): Promise<void> {
  const totalBytes = jobs.reduce((sum, job) => sum + job.sizeBytes, 0);
  const queue = [...jobs].sort((a, b) => b.sizeBytes - a.sizeBytes);
  const failed: { readonly name: string; readonly reason: string }[] = [];
  let doneBytes = 0;
  const deps: DownloadDeps = {
    open: options.open,
    clock: options.clock,
    onBytes: (delta) => {
      doneBytes += delta;
      options.onProgress?.(doneBytes, totalBytes);
    },
  };
  const work = async (): Promise<void> => {
    for (let job = queue.shift(); job !== undefined; job = queue.shift()) {
      const reason = await downloadFile(job, deps);
      if (reason !== undefined) failed.push({ name: job.name, reason });
    }
  };
  await Promise.all(Array.from({ length: Math.min(options.connections ?? 8, jobs.length) }, work));
  if (failed.length === 0) return;
  failed.sort((a, b) => (a.name < b.name ? -1 : 1));
  const hint = 'What came so far is kept: run the same command again to go on from there';
  throw new BuildError(
    failed.map(({ name, reason }) =>
      errorProblem('DOWNLOAD_FAILED', `Cannot download "${name}": ${reason}`, undefined, hint),
    ),
  );
}
