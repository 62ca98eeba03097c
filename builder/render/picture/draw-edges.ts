import { LABEL_SIZE, labelOf } from './dot.ts';
import { type Drawing, round } from './drawing.ts';
import { escapeMarkup } from './escape.ts';
import type { Point } from './layout.ts';
import { NODE_HEIGHT } from './plan-boxes.ts';
import { measureText } from './text-width.ts';

/** All edges; a conditional one is dashed and carries its condition. */
export function drawEdges({ plan, layout }: Drawing): readonly string[] {
  return plan.edges.map(({ from, to, conditions, places }, index) => {
    const { points, tip, label } = layout.edges[index]!;
    const isConditional = conditions.length > 0;
    const [start, ...rest] = points.map(pair);
    const ends = (box: number): string => plan.boxes[box]!.members.map(({ node }) => node).join(' ');
    const note = isConditional ? `${conditions.join('\nor ')}\n${places.join('\n')}` : places.join('\n');
    const text = label === undefined || !isConditional ? '' : drawLabel(label, labelOf(conditions));
    return `<g class="${isConditional ? 'e c' : 'e'}" data-from="${ends(from)}" data-to="${ends(to)}"><title>${escapeMarkup(note)}</title><path d="M${start}C${rest.join(' ')}"/>${arrow(points.at(-1)!, tip)}${text}</g>`;
  });
}

function drawLabel({ xPx, yPx }: Point, text: string): string {
  const width = measureText(text, LABEL_SIZE) + 4;
  return `<g class="l"><rect x="${round(xPx - width / 2)}" y="${round(yPx - 7)}" width="${round(width)}" height="13" rx="3"/><text x="${round(xPx)}" y="${round(yPx + 3.5)}" text-anchor="middle">${escapeMarkup(text)}</text></g>`;
}

/** Orders as curves that leave a node on its right and come to one from its left, or bulge where both are in line. */
export function drawOrders(drawing: Drawing): readonly string[] {
  const tags = new Set<string>();
  return drawing.picture.orders.map(({ head, tail, conditions, place }) => {
    const note = escapeMarkup([...conditions, place].join('\n'));
    if (typeof head === 'number' && typeof tail === 'number') {
      return `<g class="o${conditions.length > 0 ? ' c' : ''}" data-from="${head}" data-to="${tail}"><title>${note}</title>${drawCurve(drawing, head, tail)}</g>`;
    }
    const [node, word] = typeof head === 'number' ? [head, 'first'] : [tail as number, 'last'];
    const { xPx, yPx, widthPx } = drawing.places[node]!;
    if (tags.has(`${node} ${word}`)) return '';
    tags.add(`${node} ${word}`);
    const x = round(xPx + widthPx + 3);
    return `<g class="o" data-from="${node}" data-to="${node}"><title>${note}</title><text x="${x}" y="${round(yPx + NODE_HEIGHT / 2 + 3.5)}">${word}</text></g>`;
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
