const SIGNS: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/**
 * The line of a node file that a line of a program comes from. Elements that say nothing on this machine leave no trace
 * in the program, so lines are found by what they hold: the third `fi` of a program is the third one below its tag.
 *
 * @param source text of the node file
 * @param from line of the element, counted from 1
 * @param line of the program, counted from 1
 * @returns undefined where the file has no such line: text from an include file, or a value
 */
export function findLine(source: string, from: number, program: string, line: number): number | undefined {
  const lines = program.split('\n').map((text) => text.trim());
  const wanted = lines[line - 1] ?? '';
  if (wanted === '') return undefined;
  let rank = lines.slice(0, line).filter((text) => text === wanted).length;
  let found: number | undefined;
  for (const [index, text] of source.split('\n').entries()) {
    if (index + 1 < from || plainOf(text) !== wanted) continue;
    found = index + 1;
    rank -= 1;
    if (rank === 0) break;
  }
  return found;
}

/** What a line of XML says. */
function plainOf(line: string): string {
  return line
    .replace(/<!\[CDATA\[|\]\]>/g, '')
    .replace(/<\/?[A-Za-z](?:"[^"]*"|'[^']*'|[^<>"'])*>/g, '')
    .replace(/&(\w+);/g, (reference, name: string) => SIGNS[name] ?? reference)
    .trim();
}
