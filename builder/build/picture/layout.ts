import { webcrypto } from 'node:crypto';
import type { Picture } from '../../model/mod.ts';
import {
  type Drawing,
  LAYOUT_LIMIT,
  parseLayout,
  placeNodes,
  planBoxes,
  planGrid,
  renderLayoutDot,
} from '../../render/picture/mod.ts';

/** Graphviz as WebAssembly: loaded when the first picture is drawn, and once. */
let loading: ReturnType<typeof import('@viz-js/viz').instance> | undefined;

/** Finds a place for everything in a picture. The same picture gives the same places. */
export async function layOut(picture: Picture): Promise<Drawing> {
  const plan = planBoxes(picture);
  if (plan.boxes.length + plan.edges.length > LAYOUT_LIMIT) return placeNodes(picture, plan, planGrid(plan));
  // Graphviz asks for random numbers by a global name that Node 18, of Debian 12, does not give them
  globalThis.crypto ??= webcrypto;
  loading ??= import('@viz-js/viz').then(({ instance }) => instance());
  const viz = await loading;
  const text = viz.renderString(renderLayoutDot(plan), { format: 'json0', engine: 'dot' });
  return placeNodes(picture, plan, parseLayout(text, plan.boxes.length, plan.edges.length));
}
