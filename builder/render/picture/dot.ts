import type { BoxPlan } from './plan-boxes.ts';
import { measureText, shortenText } from './text-width.ts';

export const LABEL_SIZE = 10;
const LABEL_CHARS = 34;
const PIXELS_PER_INCH = 72;
/** With more boxes than this they stand closer together. */
const CROWD = 60;

/** What stands on a conditional edge. */
export function labelOf(conditions: readonly string[]): string {
  return shortenText(conditions.join(' or '), LABEL_CHARS);
}

/**
 * The boxes as input for Graphviz, which only has to place them: sizes are fixed, there is no text.
 * Boxes are named `b0`, `b1`, ... by their index.
 */
export function renderLayoutDot({ boxes, edges }: BoxPlan): string {
  const inches = (pixels: number): string => (pixels / PIXELS_PER_INCH).toFixed(3);
  const lines = boxes.map(
    ({ widthPx, heightPx }, index) => `  b${index} [width=${inches(widthPx)}, height=${inches(heightPx)}];`,
  );
  for (const [index, { from, to, conditions }] of edges.entries()) {
    const label = conditions.length === 0 ? '' : `, label=${spaceFor(labelOf(conditions))}`;
    lines.push(`  b${from} -> b${to} [id=e${index}${label}];`);
  }
  return `digraph {
  graph [rankdir=LR, nodesep=${boxes.length > CROWD ? 0.07 : 0.12}, ranksep=0.75, splines=true, outputorder=edgesfirst];
  node [shape=box, fixedsize=true, label=""];
  edge [arrowsize=0.6];
${lines.join('\n')}
}
`;
}

/** A label of a size that we know: Graphviz measures text with fonts of its own. */
function spaceFor(text: string): string {
  const widthPx = Math.ceil(measureText(text, LABEL_SIZE)) + 8;
  return `<<table border="0" cellspacing="0" cellpadding="0" fixedsize="true" width="${widthPx}" height="15"><tr><td></td></tr></table>>`;
}
