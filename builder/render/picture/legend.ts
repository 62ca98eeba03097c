import type { Picture } from '../../model/mod.ts';
import { chooseMarks } from './colors.ts';
import { drawBar } from './draw-nodes.ts';
import { round } from './drawing.ts';
import { escapeMarkup } from './escape.ts';
import { measureText } from './text-width.ts';

const ROW = 24;
const SWATCH = 14;

interface Entry {
  readonly mark: (xPx: number, yPx: number) => string;
  readonly markWidthPx: number;
  readonly text: string;
}

/** Title, counts, and what colors and lines mean; rows break at the width. */
export function drawLegend(
  picture: Picture,
  maxWidthPx: number,
  hasOrders: boolean,
): { readonly lines: readonly string[]; readonly widthPx: number; readonly heightPx: number } {
  const { nodes, edges, title } = picture;
  const counts = `${nodes.length} nodes, ${edges.length} edges`;
  const titleWidth = measureText(title, 18, true);
  const lines = [
    `<text class="t" x="0" y="16">${escapeMarkup(title)}</text>`,
    `<text class="s" x="${round(titleWidth + 14)}" y="16">${counts}</text>`,
  ];
  let [x, y, width] = [0, 30, titleWidth + 14 + measureText(counts, 10)];
  for (const { mark, markWidthPx, text } of listEntries(picture, hasOrders)) {
    const entryWidth = markWidthPx + 6 + measureText(text, 12) + 20;
    if (x > 0 && x + entryWidth > maxWidthPx) {
      x = 0;
      y += ROW;
    }
    lines.push(
      mark(x, y),
      `<text x="${round(x + markWidthPx + 6)}" y="${y + 12}">${escapeMarkup(text)}</text>`,
    );
    x += entryWidth;
    width = Math.max(width, x);
  }
  return { lines, widthPx: width, heightPx: y + ROW };
}

function listEntries({ rolls, nodes, edges }: Picture, hasOrders: boolean): readonly Entry[] {
  const marks = chooseMarks(rolls);
  const entries: Entry[] = rolls.flatMap(({ name }, index) => {
    const count = nodes.filter(({ roll }) => roll === index).length;
    const extended = nodes.filter(({ extendedBy }) => extendedBy.includes(index)).length;
    if (count + extended === 0) return [];
    const bar = marks[index]!.stripe === undefined ? undefined : index;
    return [{ mark: swatch(`r${index}`, 3, bar), markWidthPx: SWATCH, text: `${name} (${count})` }];
  });
  const first = nodes.find(({ appliances, roll }) => appliances.length > 0 && roll !== undefined);
  if (first !== undefined)
    entries.push({ mark: swatch(`b r${first.roll}`, 7), markWidthPx: SWATCH, text: 'appliance' });
  if (nodes.some(({ extendedBy }) => extendedBy.length > 0)) {
    entries.push({
      mark: dot(nodes.find((node) => node.extendedBy.length > 0)!.extendedBy[0]!),
      markWidthPx: 8,
      text: 'extended',
    });
  }
  if (nodes.some(({ roll }) => roll === undefined)) {
    entries.push({ mark: swatch('x', 3), markWidthPx: SWATCH, text: 'not defined' });
  }
  if (edges.some(({ conditions }) => conditions.length > 0)) {
    entries.push({ mark: line('e c'), markWidthPx: 26, text: 'under a condition' });
  }
  if (hasOrders) entries.push({ mark: line('o'), markWidthPx: 26, text: 'comes before' });
  return entries;
}

function swatch(kind: string, radius: number, bar?: number): Entry['mark'] {
  return (x, y) => {
    const rect = `<rect x="${round(x)}" y="${y + 1}" width="${SWATCH}" height="${SWATCH}" rx="${radius}"/>`;
    return `<g class="${kind}">${rect}${bar === undefined ? '' : drawBar(bar, x, y + 1, SWATCH)}</g>`;
  };
}

function dot(roll: number): Entry['mark'] {
  return (x, y) => `<circle class="d${roll}" cx="${round(x + 4)}" cy="${y + 8}" r="3"/>`;
}

function line(kind: string): Entry['mark'] {
  return (x, y) => `<g class="${kind}"><path d="M${round(x)},${y + 8}H${round(x + 26)}"/></g>`;
}
