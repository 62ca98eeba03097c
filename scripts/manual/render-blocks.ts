import type { Block } from './parse-markdown.ts';
import { bold, escapeRoff, heading, italic, item, line, verbatim } from './roff.ts';

/** Names of manual pages by the file that they are made of: `README.md` of rolls is `cairn-roll(5)`. */
export type PageOfLink = (target: string) => string | undefined;

const SPAN = /`([^`]+)`|\*\*(.+?)\*\*|\*([^*]+)\*|!?\[([^\]]*)\]\(([^)]*)\)/g;

/** Blocks as the lines of a manual page. A second level of headings is `.SH`, every deeper one `.SS`. */
export function renderBlocks(blocks: readonly Block[], pageOf: PageOfLink): string {
  return blocks
    .map((block, at) => {
      const made = renderBlock(block, pageOf);
      // A heading starts a paragraph by itself
      return at === 0 || blocks[at - 1]?.kind === 'heading' ? made.replace(/^\.PP\n/, '') : made;
    })
    .join('');
}

function renderBlock(block: Block, pageOf: PageOfLink): string {
  const inline = (text: string): string => renderInline(text, pageOf);
  switch (block.kind) {
    case 'heading':
      return block.depth <= 2
        ? heading('SH', toPlain(block.text).toUpperCase())
        : heading('SS', toPlain(block.text));
    case 'paragraph':
      return `.PP\n${line(inline(block.text))}`;
    case 'code':
      return `${renderInfo(block.info)}${verbatim(block.lines)}`;
    case 'table':
      return block.rows.map((row) => item(inline(row[0]!), renderCells(block.head, row, inline))).join('');
  }
}

/** What an example says above it: the file that it is; a language alone says nothing. */
function renderInfo(info: string): string {
  const [, ...words] = info.split(' ');
  return words.length === 0 ? '' : `.PP\n${line(`${italic(words.join(' '))}:`)}`;
}

/** All cells but the first: the second as it is, each further one with the head of its column. */
function renderCells(
  head: readonly string[],
  row: readonly string[],
  inline: (text: string) => string,
): string {
  const [meaning, ...more] = row.slice(1);
  const named = more.flatMap((cell, at) =>
    cell === '' ? [] : [`${inline(head[at + 2]!)}: ${inline(cell)}`],
  );
  const text = inline(meaning ?? '');
  return named.length === 0 ? text : `${text} (${named.join('; ')})`;
}

/** Text with `code` and **strong** words in bold, *emphasis* in italics, links as what they lead to. */
export function renderInline(text: string, pageOf: PageOfLink): string {
  let made = '';
  let end = 0;
  for (const found of text.matchAll(SPAN)) {
    const [all, code, strong, emphasis, label, target] = found;
    made += escapeRoff(text.slice(end, found.index));
    if (code !== undefined) made += bold(code);
    else if (strong !== undefined) made += bold(toPlain(strong));
    else if (emphasis !== undefined) made += italic(emphasis);
    else made += renderLink(label!, target!, pageOf);
    end = found.index + all.length;
  }
  return made + escapeRoff(text.slice(end));
}

function renderLink(label: string, target: string, pageOf: PageOfLink): string {
  const page = pageOf(target);
  if (page !== undefined) return bold(page);
  return target.includes('://') ? `${escapeRoff(label)} <${escapeRoff(target)}>` : escapeRoff(label);
}

/** Text without the signs around its parts. */
function toPlain(text: string): string {
  return text.replace(SPAN, (_, code, strong, emphasis, label) => code ?? strong ?? emphasis ?? label);
}
