// Lists the lines of builder/ that the last run with --coverage did not reach: tsx scripts/uncovered.ts [TEXT]; TEXT is a
// part of the path.
import { listUncoveredLines, RAW_COVERAGE } from './testing/coverage.ts';

/** "3-5 9". */
function renderLines(lines: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const line of lines) {
    const last = ranges.at(-1);
    if (last?.[1] === line - 1) last[1] = line;
    else ranges.push([line, line]);
  }
  return ranges.map(([from, to]) => (from === to ? from : `${from}-${to}`)).join(' ');
}

for (const { file, lines } of await listUncoveredLines(RAW_COVERAGE))
  if (file.includes(process.argv[2] ?? '')) console.log(`${file}  ${lines.length}: ${renderLines(lines)}`);
