import type { TestFile } from './find-tests.ts';
import type { FileResult } from './run-file.ts';

/**
 * Runs files, as many at a time as `jobs` says; those that need the machine for themselves one by one at the end.
 *
 * @param done hears of each result as it comes
 */
export async function runFiles(
  files: readonly TestFile[],
  jobs: number,
  run: (file: TestFile) => Promise<FileResult>,
  done: (result: FileResult) => void,
): Promise<FileResult[]> {
  const results: FileResult[] = [];
  const work = async (queue: TestFile[]): Promise<void> => {
    for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
      const result = await run(file);
      results.push(result);
      done(result);
    }
  };
  const together = files.filter((file) => !file.alone);
  await Promise.all(Array.from({ length: jobs }, () => work(together)));
  await work(files.filter((file) => file.alone));
  return results;
}
