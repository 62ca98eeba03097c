import { basename, dirname, join, normalize } from 'node:path';
import { type Block, parseMarkdown } from './parse-markdown.ts';
import { renderBlocks } from './render-blocks.ts';
import { escapeRoff, heading, seeAlso, title } from './roff.ts';

/** A page that is made of our manuals. */
interface ManualPage {
  readonly name: string;
  /** What `apropos` shows. */
  readonly summary: string;
  readonly parts: readonly Part[];
  readonly related: readonly string[];
}

/** A file of the checkout: all of it, or what is above its first section, and one section. */
interface Part {
  readonly file: string;
  readonly section?: string;
}

const SECTION = 5;

export const MANUAL_PAGES: readonly ManualPage[] = [
  {
    name: 'cairn-roll',
    summary: 'what machines are for: rolls, and the language of their nodes and graphs',
    parts: [{ file: 'rolls/README.md' }, { file: 'rolls/LANGUAGE.md' }],
    related: ['cairn(1)', 'cairn-recipe(5)', 'cairn-site(5)'],
  },
  {
    name: 'cairn-recipe',
    summary: 'what a cluster is made of',
    parts: [{ file: 'recipes/README.md', section: 'Recipe' }],
    related: ['cairn(1)', 'cairn-roll(5)', 'cairn-site(5)'],
  },
  {
    name: 'cairn-site',
    summary: 'where a cluster stands: names, addresses, keys',
    parts: [{ file: 'recipes/README.md', section: 'Site' }],
    related: ['cairn(1)', 'cairn-recipe(5)', 'cairn-roll(5)'],
  },
];

/**
 * Renders one page.
 *
 * @param readFile text of a file of the checkout
 * @param version of Cairn
 */
export function renderManualPage(
  { name, summary, parts, related }: ManualPage,
  readFile: (path: string) => string,
  version: string,
): string {
  const bodies = parts.map(({ file, section }, index) => {
    const blocks = pickSection(parseMarkdown(readFile(file), file), section);
    const shown = index === 0 ? blocks.slice(1) : blocks;
    return renderBlocks(shown, (target) => findPage(join(dirname(file), target)));
  });
  return [
    title(name, SECTION, `Cairn ${version}`, 'Cairn'),
    heading('SH', 'NAME'),
    `${escapeRoff(name)} \\- ${escapeRoff(summary)}\n`,
    heading('SH', 'DESCRIPTION'),
    ...bodies,
    seeAlso(related),
  ].join('');
}

/** What is above the first section, and the section of that name. */
function pickSection(blocks: readonly Block[], section: string | undefined): readonly Block[] {
  if (section === undefined) return blocks;
  const starts = blocks.flatMap((block, at) => (block.kind === 'heading' && block.depth === 2 ? [at] : []));
  const start = starts.find((at) => (blocks[at] as { readonly text: string }).text === section);
  if (start === undefined) throw new Error(`No section "${section}"`);
  const end = starts.find((at) => at > start) ?? blocks.length;
  return [...blocks.slice(0, starts[0]), ...blocks.slice(start, end)];
}

/** The page that is made of a file; of two pages, the first. */
function findPage(target: string): string | undefined {
  const path = normalize(target.replace(/#.*$/, ''));
  const file = basename(path).includes('.') ? path : join(path, 'README.md');
  const page = MANUAL_PAGES.find(({ parts }) => parts.some((part) => part.file === file));
  return page === undefined ? undefined : `${page.name}(${SECTION})`;
}
