import type { Picture, PictureNode } from '../../model/mod.ts';
import { fitText, measureText } from './text-width.ts';

export const NODE_HEIGHT = 24;
export const FONT_SIZE = 12;
const PADDING = 10;
const GAP = 5;
/** Room above the nodes of a frame. */
export const CAPTION_HEIGHT = 16;
export const CAPTION_SIZE = 10;
/** A caption makes its frame no broader than this. */
const CAPTION_WIDTH = 200;
/** Fewer nodes than this are not worth a frame of their own. */
const GROUP_MINIMUM = 2;
/** With more nodes than this, frames are broad: nodes side by side keep the picture from growing tall. */
const MANY_NODES = 80;

/** One node, or a frame of nodes that are included by the same nodes and include none: laid out as one. */
export interface Box {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Of a frame: how many nodes, and what includes them. */
  readonly caption?: string;
  /** Nodes with the place of their upper left corner in the box. */
  readonly members: readonly {
    readonly node: number;
    readonly xPx: number;
    readonly yPx: number;
    readonly widthPx: number;
  }[];
}

/** An edge between boxes: all edges between their nodes, which have the same conditions. */
export interface BoxEdge {
  readonly from: number;
  readonly to: number;
  readonly conditions: readonly string[];
  readonly places: readonly string[];
}

export interface BoxPlan {
  readonly boxes: readonly Box[];
  readonly edges: readonly BoxEdge[];
}

/** Groups leaves and measures everything: what the layout program is given. */
export function planBoxes(picture: Picture): BoxPlan {
  const groups = groupNodes(picture);
  const boxOf = new Map(groups.flatMap((group, box) => group.map((node) => [node, box] as const)));
  const edges = new Map<string, BoxEdge>();
  for (const { from, to, conditions, places } of picture.edges) {
    const [start, end] = [boxOf.get(from)!, boxOf.get(to)!];
    const key = `${start} ${end}`;
    const known = edges.get(key)?.places ?? [];
    edges.set(key, { from: start, to: end, conditions, places: [...new Set([...known, ...places])] });
  }
  return { boxes: groups.map((group) => planBox(picture, group)), edges: [...edges.values()] };
}

/** Nodes without edges of their own that have the same edges into them. */
function groupNodes({ nodes, edges }: Picture): readonly (readonly number[])[] {
  const into = nodes.map((): string[] => []);
  const hasOut = new Set(edges.map(({ from }) => from));
  for (const { from, to, conditions } of edges) into[to]!.push(`${from} ${conditions.join('\n')}`);
  const leaves = new Map<string, number[]>();
  for (const [index, node] of nodes.entries()) {
    if (hasOut.has(index) || node.appliances.length > 0) continue;
    const key = JSON.stringify(into[index]);
    leaves.set(key, [...(leaves.get(key) ?? []), index]);
  }
  const frames = new Map<number, readonly number[]>();
  const framed = new Set<number>();
  for (const group of leaves.values()) {
    if (group.length < GROUP_MINIMUM) continue;
    frames.set(group[0]!, group);
    for (const node of group) framed.add(node);
  }
  return [...nodes.keys()].flatMap((node) => {
    const frame = frames.get(node);
    if (frame !== undefined) return [frame];
    return framed.has(node) ? [] : [[node]];
  });
}

function planBox(picture: Picture, group: readonly number[]): Box {
  const { nodes } = picture;
  const widths = group.map((index) => widthOf(nodes[index]!));
  if (group.length === 1) {
    const members = [{ node: group[0]!, xPx: 0, yPx: 0, widthPx: widths[0]! }];
    return { widthPx: widths[0]!, heightPx: NODE_HEIGHT, members };
  }
  const tallest =
    nodes.length > MANY_NODES
      ? Math.max(2, Math.ceil(Math.sqrt(group.length * 0.2)))
      : Math.max(6, Math.ceil(Math.sqrt(group.length * 3)));
  const columns = Math.ceil(group.length / tallest);
  const rows = Math.ceil(group.length / columns);
  const members: Box['members'][number][] = [];
  let xPx = PADDING;
  for (let start = 0; start < group.length; start += rows) {
    const column = group.slice(start, start + rows);
    const widthPx = Math.max(...widths.slice(start, start + rows));
    for (const [row, node] of column.entries()) {
      members.push({ node, xPx, yPx: CAPTION_HEIGHT + PADDING + row * (NODE_HEIGHT + GAP), widthPx });
    }
    xPx += widthPx + GAP;
  }
  const used = Math.min(rows, group.length);
  const heightPx = CAPTION_HEIGHT + 2 * PADDING + used * NODE_HEIGHT + (used - 1) * GAP;
  const text = describeFrame(picture, group);
  const wanted = Math.min(CAPTION_WIDTH, measureText(text, CAPTION_SIZE)) + 2 * PADDING;
  const widthPx = Math.ceil(Math.max(xPx - GAP + PADDING, wanted));
  return { widthPx, heightPx, caption: fitText(text, CAPTION_SIZE, widthPx - 2 * PADDING), members };
}

/** Nodes of a frame are those that the same nodes include. */
function describeFrame({ nodes, edges }: Picture, group: readonly number[]): string {
  const from = edges.filter(({ to }) => to === group[0]).map((edge) => nodes[edge.from]!.name);
  return from.length === 0
    ? `${group.length} that no node includes`
    : `${group.length} in ${from.join(', ')}`;
}

/** Wide enough for the name and the dots of those who extend it. */
export function widthOf(node: PictureNode): number {
  const isEntry = node.appliances.length > 0;
  const text = measureText(node.name, FONT_SIZE, isEntry);
  return Math.ceil(text + 22 + node.extendedBy.length * 9);
}
