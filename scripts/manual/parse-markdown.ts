/** One part of a page, in the order of the page. */
export type Block =
  | { readonly kind: 'heading'; readonly depth: number; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'code'; readonly info: string; readonly lines: readonly string[] }
  | {
      readonly kind: 'table';
      readonly head: readonly string[];
      readonly rows: readonly (readonly string[])[];
    };

const HEADING = /^(#+) (.+)$/;
const FENCE = /^```(.*)$/;
const TABLE = /^\|.*\|$/;
const RULE = /^\|(?: *:?-+:? *\|)+$/;
/** Starts of what Markdown has and our manuals do not use. */
const UNKNOWN = /^(?:\s|>|[-*+] |\d+\. |<|!\[|={3,}$|-{3,}$)/;

/**
 * Reads a page of our manuals: headings, paragraphs, fenced blocks, tables, and comments, which are left out.
 *
 * @param page Markdown
 * @param name of the page, for errors
 * @throws {Error} for everything else that Markdown has, so that nothing is lost on the way
 */
export function parseMarkdown(page: string, name: string): readonly Block[] {
  const blocks: Block[] = [];
  const lines = page.split('\n');
  let at = 0;
  const takeWhile = (isPart: (line: string) => boolean): readonly string[] => {
    const start = at;
    while (at < lines.length && isPart(lines[at]!)) at += 1;
    return lines.slice(start, at);
  };
  while (at < lines.length) {
    const line = lines[at]!;
    const heading = HEADING.exec(line);
    const fence = FENCE.exec(line);
    if (line === '') at += 1;
    else if (line === '<!--') {
      takeWhile((each) => each !== '-->');
      at += 1;
    } else if (heading !== null) {
      blocks.push({ kind: 'heading', depth: heading[1]!.length, text: heading[2]! });
      at += 1;
    } else if (fence !== null) {
      at += 1;
      blocks.push({ kind: 'code', info: fence[1]!, lines: takeWhile((each) => each !== '```') });
      at += 1;
    } else if (TABLE.test(line)) {
      const [head, rule, ...rows] = takeWhile((each) => TABLE.test(each));
      if (!RULE.test(rule ?? '')) throw new Error(`${name}:${at}: a table without a line below its head`);
      blocks.push({ kind: 'table', head: splitRow(head!), rows: rows.map(splitRow) });
    } else if (UNKNOWN.test(line)) {
      throw new Error(`${name}:${at + 1}: manual pages have nothing for this line: ${line}`);
    } else {
      const isText = (each: string): boolean =>
        each !== '' && ![HEADING, FENCE, TABLE, UNKNOWN].some((start) => start.test(each));
      blocks.push({ kind: 'paragraph', text: takeWhile(isText).join(' ') });
    }
  }
  return blocks;
}

/** Cells of a row; `\|` is no border. */
function splitRow(row: string): readonly string[] {
  const cells = row.slice(1, -1).split(/(?<!\\)\|/);
  return cells.map((cell) => cell.trim().replaceAll('\\|', '|'));
}
