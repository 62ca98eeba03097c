import { LABEL_SIZE, labelOf } from './dot.ts';
import { type Drawing, round } from './drawing.ts';
import { escapeMarkup } from './escape.ts';
import type { Point } from './layout.ts';
import { type BoxEdge, NODE_HEIGHT } from './plan-boxes.ts';
import { measureText } from './text-width.ts';

/** All edges; a conditional one is dashed. */
export function drawEdges(drawing: Drawing): readonly string[] {
  return drawing.plan.edges.map((edge, index) => {
    const { points, tip } = drawing.layout.edges[index]!;
    const [start, ...rest] = points.map(pair);
    const kind = edge.conditions.length > 0 ? 'e c' : 'e';
    return `<g class="${kind}" ${describeEdge(drawing, edge)}<path d="M${start}C${rest.join(' ')}"/>${arrow(points.at(-1)!, tip)}</g>`;
  });
}

/** The conditions of edges, above all lines. */
export function drawLabels(drawing: Drawing): readonly string[] {
  return drawing.plan.edges.map((edge, index) => {
    const { label } = drawing.layout.edges[index]!;
    if (label === undefined || edge.conditions.length === 0) return '';
    return `<g class="e l" ${describeEdge(drawing, edge)}${drawLabel(label, labelOf(edge.conditions))}</g>`;
  });
}

/** Its ends, and its conditions and places for those who point at it. */
function describeEdge({ plan }: Drawing, { from, to, conditions, places }: BoxEdge): string {
  const ends = (box: number): string => plan.boxes[box]!.members.map(({ node }) => node).join(' ');
  const note = [...(conditions.length === 0 ? [] : [conditions.join('\nor ')]), ...places].join('\n');
  return `data-from="${ends(from)}" data-to="${ends(to)}"><title>${escapeMarkup(note)}</title>`;
}

function drawLabel({ xPx, yPx }: Point, text: string): string {
  const width = measureText(text, LABEL_SIZE) + 4;
  return `<rect x="${round(xPx - width / 2)}" y="${round(yPx - 7)}" width="${round(width)}" height="13" rx="3"/><text x="${round(xPx)}" y="${round(yPx + 3.5)}" text-anchor="middle">${escapeMarkup(text)}</text>`;
}

/** Orders as curves that leave a node on its right and come to one from its left, or bulge where both are in line. */
export function drawOrders(drawing: Drawing): readonly string[] {
  return drawing.picture.orders.map(({ head, tail, conditions, place }) => {
    if (typeof head !== 'number' || typeof tail !== 'number') return '';
    const note = escapeMarkup([...conditions, place].join('\n'));
    return `<g class="o${conditions.length > 0 ? ' c' : ''}" data-from="${head}" data-to="${tail}"><title>${note}</title>${drawCurve(drawing, head, tail)}</g>`;
  });
}

/** Nodes that come first or last of all say so on their upper edge, above all lines and beside all names. */
export function drawOrderTags({ picture, places }: Drawing): readonly string[] {
  const tags = new Set<string>();
  return picture.orders.map(({ head, tail, conditions, place }) => {
    if (typeof head === 'number' && typeof tail === 'number') return '';
    const [node, word] = typeof head === 'number' ? [head, 'first'] : [tail as number, 'last'];
    if (tags.has(`${node} ${word}`)) return '';
    tags.add(`${node} ${word}`);
    const note = escapeMarkup([...conditions, place].join('\n'));
    const { xPx, yPx, widthPx } = places[node]!;
    const width = measureText(word, LABEL_SIZE) + 4;
    const x = xPx + widthPx - 5 - (word === 'first' ? width + 2 : 0) - width;
    const ground = `<rect x="${round(x)}" y="${round(yPx - 5)}" width="${round(width)}" height="10" rx="2"/>`;
    return `<g class="o" data-from="${node}" data-to="${node}"><title>${note}</title>${ground}<text x="${round(x + 2)}" y="${round(yPx + 3.5)}">${word}</text></g>`;
  });
}

function drawCurve({ places }: Drawing, head: number, tail: number): string {
  const [from, to] = [places[head]!, places[tail]!];
  const middle = NODE_HEIGHT / 2;
  const isAhead = to.xPx > from.xPx + from.widthPx;
  const start = { xPx: from.xPx + from.widthPx, yPx: from.yPx + middle };
  const end = { xPx: isAhead ? to.xPx : to.xPx + to.widthPx, yPx: to.yPx + middle };
  const bulge = isAhead
    ? Math.max(30, (end.xPx - start.xPx) / 2)
    : 24 + Math.min(90, Math.abs(end.yPx - start.yPx) / 8);
  const first = { xPx: start.xPx + bulge, yPx: start.yPx };
  const reach = isAhead ? end.xPx - bulge : Math.max(start.xPx, end.xPx) + bulge;
  const second = { xPx: reach, yPx: end.yPx };
  const stop = { xPx: end.xPx + (isAhead ? -6 : 6), yPx: end.yPx };
  return `<path d="M${pair(start)}C${pair(first)} ${pair(second)} ${pair(stop)}"/>${arrow(stop, end)}`;
}

function pair({ xPx, yPx }: Point): string {
  return `${round(xPx)},${round(yPx)}`;
}

/** A triangle from where a line ends to its tip. */
function arrow(from: Point, tip: Point): string {
  const [dx, dy] = [tip.xPx - from.xPx, tip.yPx - from.yPx];
  const length = Math.hypot(dx, dy) || 1;
  const [sx, sy] = [(-dy / length) * 2.6, (dx / length) * 2.6];
  const corners = [
    tip,
    { xPx: from.xPx + sx, yPx: from.yPx + sy },
    { xPx: from.xPx - sx, yPx: from.yPx - sy },
  ];
  return `<polygon points="${corners.map(pair).join(' ')}"/>`;
}
