/** A fenced block of a page: what stands after the three signs, and what is inside. */
export interface Block {
  readonly info: string;
  readonly text: string;
  /** Of the first sign, in the page. */
  readonly line: number;
}

/** What stands below one heading, up to the next of any depth. */
export interface Section {
  readonly heading: string;
  /** Without the fenced blocks. */
  readonly prose: string;
  readonly blocks: readonly Block[];
}

/** A page of the manual by its headings. */
export function readManual(page: string): readonly Section[] {
  const sections: { heading: string; prose: string; blocks: Block[] }[] = [];
  const lines = page.split('\n');
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at]!;
    const heading = /^#+ (.*)$/.exec(line)?.[1];
    const info = /^```(.+)$/.exec(line)?.[1];
    const current = sections.at(-1);
    if (heading !== undefined) sections.push({ heading, prose: '', blocks: [] });
    else if (info !== undefined) {
      const end = lines.indexOf('```', at + 1);
      if (end < 0 || current === undefined) throw new Error(`A block without an end in line ${at + 1}`);
      const text = `${lines.slice(at + 1, end).join('\n')}\n`;
      current.blocks.push({ info, text, line: at + 1 });
      at = end;
    } else if (current !== undefined) current.prose += `${line}\n`;
  }
  return sections;
}

/** The blocks of a section by example: what is given, then what comes of it. */
export function splitExamples(
  blocks: readonly Block[],
  isResult: (block: Block) => boolean,
): readonly (readonly Block[])[] {
  const examples: Block[][] = [];
  let wasResult = true;
  for (const block of blocks) {
    if (wasResult && !isResult(block)) examples.push([]);
    examples.at(-1)?.push(block);
    wasResult = isResult(block);
  }
  return examples;
}

/** The first cells of the rows of all tables, as code: what a section has a row for. */
export function listRows(prose: string): readonly string[] {
  return prose
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) => [...line.split(' | ')[0]!.matchAll(/`([^`]+)`/g)].map((match) => match[1]!));
}
