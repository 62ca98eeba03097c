import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { Report } from 'c8';
import type { LineCount } from './rooms.ts';

/** Below the checkout: what the processes of the last run with coverage left. */
export const RAW_COVERAGE = 'output/.cache/coverage';

interface FileCoverage {
  readonly toSummary: () => { readonly lines: { readonly total: number; readonly covered: number } };
  readonly getUncoveredLines: () => readonly string[];
}
/** What c8 knows of all files; its declarations leave this method out. */
interface CoverageMap {
  readonly files: () => readonly string[];
  readonly fileCoverageFor: (file: string) => FileCoverage;
}

/** A file without a statement of its own cannot be covered: types, and nothing else. */
const HAS_CODE =
  /^(?:export )?(?:default |async |abstract )*(?:const|let|var|function\*?|class|\{|\*|if|for|await|process)\b|^[\w$.]+\(|^export (?:\{|\*)/m;

/** Lines of every file of `builder/` in the working directory; see {@link readCoverage}. */
export async function countCoveredLines(rawFolder: string): Promise<LineCount[]> {
  return (await readCoverage(rawFolder)).map(({ file, coverage }) => {
    const { total, covered } = coverage.toSummary().lines;
    return { file, total, covered };
  });
}

/** Numbers of the lines that did not run, by file; files whose lines all ran are left out. */
export async function listUncoveredLines(
  rawFolder: string,
): Promise<{ readonly file: string; readonly lines: readonly number[] }[]> {
  return (await readCoverage(rawFolder))
    .map(({ file, coverage }) => ({ file, lines: coverage.getUncoveredLines().map(Number) }))
    .filter(({ lines }) => lines.length > 0);
}

/**
 * Every file of `builder/` in the working directory that has code: those that ran in processes which left their traces
 * in `rawFolder`, and those that no process loaded. Sorted.
 */
async function readCoverage(
  rawFolder: string,
): Promise<{ readonly file: string; readonly coverage: FileCoverage }[]> {
  const report = new Report({
    ...{ src: ['builder'], all: true, tempDirectory: rawFolder, reporter: [] },
    ...{ include: ['builder/**/*.ts'], exclude: ['**/*.d.ts'], extension: ['.ts'] },
  }) as unknown as { getCoverageMapFromAllCoverageFiles: () => Promise<CoverageMap> };
  const map = await report.getCoverageMapFromAllCoverageFiles();
  const root = process.cwd();
  return map
    .files()
    .map((path) => ({ file: relative(root, path), coverage: map.fileCoverageFor(path) }))
    .filter(({ file }) => file.startsWith('builder/') && HAS_CODE.test(readFileSync(file, 'utf8')))
    .sort((a, b) => (a.file < b.file ? -1 : 1));
}
