import type { EdgeRoute, Layout, Point } from './layout.ts';
import type { BoxPlan } from './plan-boxes.ts';

/** Graphviz takes minutes for more. */
export const LAYOUT_LIMIT = 3000;

const GAP = 40;

/** A place for everything in a graph too large to be arranged well: rows of boxes, straight lines. */
export function planGrid({ boxes, edges }: BoxPlan): Layout {
  const area = boxes.reduce((sum, { widthPx, heightPx }) => sum + (widthPx + GAP) * (heightPx + GAP), 0);
  const limit = Math.sqrt(area * 1.6);
  const centers: Point[] = [];
  let [x, y, rowHeight, widthPx] = [0, 0, 0, 0];
  for (const box of boxes) {
    if (x > 0 && x + box.widthPx > limit) {
      x = 0;
      y += rowHeight + GAP;
      rowHeight = 0;
    }
    centers.push({ xPx: x + box.widthPx / 2, yPx: y + box.heightPx / 2 });
    x += box.widthPx + GAP;
    widthPx = Math.max(widthPx, x);
    rowHeight = Math.max(rowHeight, box.heightPx);
  }
  const routes = edges.map(({ from, to, conditions }): EdgeRoute => {
    const [start, end] = [centers[from]!, centers[to]!];
    const side = end.xPx >= start.xPx ? 1 : -1;
    const first = { xPx: start.xPx + (side * boxes[from]!.widthPx) / 2, yPx: start.yPx };
    const tip = { xPx: end.xPx - (side * boxes[to]!.widthPx) / 2, yPx: end.yPx };
    const last = { xPx: tip.xPx - side * 6, yPx: tip.yPx };
    const middle = { xPx: (first.xPx + last.xPx) / 2, yPx: (first.yPx + last.yPx) / 2 };
    return {
      points: [first, middle, middle, last],
      tip,
      label: conditions.length === 0 ? undefined : middle,
    };
  });
  return { widthPx, heightPx: y + rowHeight, boxes: centers, edges: routes };
}
