import { drawEdges, drawLabels, drawOrders, drawOrderTags } from './draw-edges.ts';
import { drawCaptions, drawFrames, drawNodes } from './draw-nodes.ts';
import { type Drawing, round } from './drawing.ts';
import { escapeMarkup } from './escape.ts';
import { drawLegend } from './legend.ts';
import { renderStyle } from './style.ts';

export interface SvgOptions {
  /** Show in which sequence nodes come. */
  readonly orders?: boolean;
}

const MARGIN = 24;

/** A picture that stands alone: title, legend of the rolls, the graph; light and dark. Same drawing, same bytes. */
export function renderSvg(drawing: Drawing, options: SvgOptions = {}): string {
  const { picture, layout } = drawing;
  const hasOrders = options.orders === true && picture.orders.length > 0;
  const legend = drawLegend(picture, Math.max(layout.widthPx, 560), hasOrders);
  const width = Math.max(layout.widthPx, legend.widthPx) + 2 * MARGIN + (hasOrders ? 40 : 0);
  const top = MARGIN + legend.heightPx + 16;
  const height = top + layout.heightPx + MARGIN;
  const size = `${round(width)}" height="${round(height)}`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${round(width)} ${round(height)}" width="${size}" role="img">
<title>${escapeMarkup(picture.title)}</title>
<style>
${renderStyle(picture.rolls)}
</style>
<rect class="p" width="${size}"/>
<g transform="translate(${MARGIN} ${MARGIN})">
${legend.lines.join('\n')}
</g>
<g transform="translate(${MARGIN} ${round(top)})">
${renderMap(drawing, hasOrders)}
</g>
</svg>
`;
}

/** The graph alone, lines below everything that is read; for a page that brings its own legend and style. */
export function renderMap(drawing: Drawing, orders: boolean): string {
  const lines = [
    ...drawFrames(drawing),
    ...drawEdges(drawing),
    ...(orders ? drawOrders(drawing) : []),
    ...drawLabels(drawing),
    ...drawCaptions(drawing),
    ...drawNodes(drawing),
    ...(orders ? drawOrderTags(drawing) : []),
  ];
  return lines.filter((line) => line !== '').join('\n');
}
