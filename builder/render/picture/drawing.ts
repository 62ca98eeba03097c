import type { Picture } from '../../model/mod.ts';
import type { Layout, Point } from './layout.ts';
import type { BoxPlan } from './plan-boxes.ts';

/** A picture with the place of everything. */
export interface Drawing {
  readonly picture: Picture;
  readonly plan: BoxPlan;
  readonly layout: Layout;
  /** Of each node: its upper left corner and its width. */
  readonly places: readonly (Point & { readonly widthPx: number })[];
}

/** Puts the nodes where the layout put their boxes. */
export function placeNodes(picture: Picture, plan: BoxPlan, layout: Layout): Drawing {
  const places: Drawing['places'][number][] = [];
  for (const [index, { widthPx, heightPx, members }] of plan.boxes.entries()) {
    const center = layout.boxes[index]!;
    for (const member of members) {
      places[member.node] = {
        xPx: center.xPx - widthPx / 2 + member.xPx,
        yPx: center.yPx - heightPx / 2 + member.yPx,
        widthPx: member.widthPx,
      };
    }
  }
  return { picture, plan, layout, places };
}

/** A coordinate with at most one decimal. */
export function round(valuePx: number): string {
  return String(Math.round(valuePx * 10) / 10);
}
