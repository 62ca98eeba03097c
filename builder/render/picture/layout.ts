/** Where everything goes; pixels from the upper left corner. */
export interface Layout {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Centers, by index of the box. */
  readonly boxes: readonly Point[];
  /** By index of the edge. */
  readonly edges: readonly EdgeRoute[];
}

export interface Point {
  readonly xPx: number;
  readonly yPx: number;
}

export interface EdgeRoute {
  /** A start and then three points for each Bézier curve. */
  readonly points: readonly Point[];
  /** The point of the arrow. */
  readonly tip: Point;
  /** Center of the label. */
  readonly label: Point | undefined;
}

/**
 * Reads what Graphviz says (format `json0`).
 *
 * @throws {TypeError} when it is something else
 */
export function parseLayout(text: string, boxCount: number, edgeCount: number): Layout {
  const tree = JSON.parse(text) as {
    readonly bb: string;
    readonly objects?: readonly { readonly name: string; readonly pos?: string }[];
    readonly edges?: readonly { readonly id: string; readonly pos?: string; readonly lp?: string }[];
  };
  const [left, bottom, right, top] = numbersOf(tree.bb) as [number, number, number, number];
  const at = (x: number, y: number): Point => ({ xPx: x - left, yPx: top - y });
  const point = (pair: string): Point => {
    const [x, y] = numbersOf(pair) as [number, number];
    return at(x, y);
  };
  const boxes = new Array<Point>(boxCount).fill(at(0, 0));
  for (const { name, pos } of tree.objects ?? []) {
    const index = Number(name.slice(1));
    if (pos !== undefined && index < boxCount) boxes[index] = point(pos);
  }
  const edges = new Array<EdgeRoute>(edgeCount);
  for (const { id, pos, lp } of tree.edges ?? []) {
    const parts = (pos ?? '').split(' ').filter((part) => part !== '');
    const tip = parts.find((part) => part.startsWith('e,'));
    const points = parts.filter((part) => !/^[es],/.test(part)).map(point);
    edges[Number(id.slice(1))] = {
      points,
      tip: tip === undefined ? (points.at(-1) ?? at(0, 0)) : point(tip.slice(2)),
      label: lp === undefined ? undefined : point(lp),
    };
  }
  return { widthPx: right - left, heightPx: top - bottom, boxes, edges };
}

function numbersOf(text: string): readonly number[] {
  return text.split(',').map(Number);
}
