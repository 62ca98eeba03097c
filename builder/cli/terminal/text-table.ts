import { cleanLine } from '../../model/mod.ts';

/**
 * Rows of text under a head, columns as wide as they must be. Hosts have a say in what cells hold: each is one line
 * that no terminal obeys.
 *
 * @param paint colors a cell of a row, which has its width already
 */
export function renderTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  paint: (cell: string, row: number, column: number) => string = (cell) => cell,
): string {
  const all = [head, ...rows.map((row) => row.map(cleanLine))];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const render = (row: readonly string[], at: number): string => {
    const last = row.findLastIndex((cell) => cell !== '');
    const cells = row.slice(0, last + 1).map((cell, column) => {
      const padded = column === last ? cell : cell.padEnd(widths[column] ?? 0);
      return at < 0 ? padded : paint(padded, at, column);
    });
    return `${cells.join('  ').trimEnd()}\n`;
  };
  return all.map((row, at) => render(row, at - 1)).join('');
}
