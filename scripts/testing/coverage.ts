import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { Report } from 'c8';
import type { LineCount } from './rooms.ts';

/** What c8 knows of one file; its declarations leave this method out. */
interface CoverageMap {
  readonly files: () => readonly string[];
  readonly fileCoverageFor: (file: string) => {
    readonly toSummary: () => { readonly lines: { readonly total: number; readonly covered: number } };
  };
}

/** A file without a statement of its own cannot be covered: types, and nothing else. */
const HAS_CODE =
  /^(?:export )?(?:default |async |abstract )*(?:const|let|var|function\*?|class|\{|\*|if|for|await|process)\b|^[\w$.]+\(|^export (?:\{|\*)/m;

/**
 * Lines of every file of `builder/` in the working directory: of those that ran in processes which left their traces
 * in `rawFolder`, and of those that no process loaded.
 */
export async function countCoveredLines(rawFolder: string): Promise<LineCount[]> {
  const report = new Report({
    ...{ src: ['builder'], all: true, tempDirectory: rawFolder, reporter: [] },
    ...{ include: ['builder/**/*.ts'], exclude: ['**/*.d.ts'], extension: ['.ts'] },
  }) as unknown as { getCoverageMapFromAllCoverageFiles: () => Promise<CoverageMap> };
  const map = await report.getCoverageMapFromAllCoverageFiles();
  const root = process.cwd();
  return map
    .files()
    .map((file) => ({ file: relative(root, file), lines: map.fileCoverageFor(file).toSummary().lines }))
    .filter(({ file }) => file.startsWith('builder/') && HAS_CODE.test(readFileSync(file, 'utf8')))
    .map(({ file, lines: { total, covered } }) => ({ file, total, covered }));
}
