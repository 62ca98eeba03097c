import type { Picture } from '../../../model/mod.ts';
import { chooseMarks, type RollMark } from '../colors.ts';
import type { Drawing } from '../drawing.ts';
import { round } from '../drawing.ts';
import { escapeMarkup, escapeScriptData } from '../escape.ts';
import { renderStyle } from '../style.ts';
import { renderMap } from '../svg.ts';
import pageStyle from './page.css.ejs';
import pageTemplate from './page.html.ejs';
import pageScript from './page.js.ejs';

/** One thing to look at: the whole graph, or what an appliance reaches. */
export interface PageView {
  readonly label: string;
  readonly drawing: Drawing;
}

/**
 * One HTML page without any other file: search, zoom, pan, details of a node, a view for each appliance.
 *
 * @param whole every node of the graph, with its contents
 * @param views their nodes are found in `whole` by name
 * @param start index of the view that is shown first
 */
export function renderPage(whole: Picture, views: readonly PageView[], start = 0): string {
  const numbers = new Map(whole.nodes.map(({ name }, index) => [name, index]));
  const maps = views.map(({ drawing }, index) => {
    const { picture, layout } = drawing;
    const size = `data-width="${round(layout.widthPx)}" data-height="${round(layout.heightPx)}"`;
    const nodes = picture.nodes.map(({ name }) => numbers.get(name) ?? -1).join(' ');
    return `<svg class="view" id="view${index}" ${size} data-nodes="${nodes}"${index === start ? '' : ' hidden'}><g class="map">\n${renderMap(drawing, true)}\n</g></svg>`;
  });
  return pageTemplate({
    title: escapeMarkup(whole.title),
    style: `${renderStyle(whole.rolls)}\n${pageStyle({})}`,
    script: pageScript({}),
    data: escapeScriptData(describeData(whole)),
    options: views.map(({ label }, index) => ({
      index,
      label: escapeMarkup(label),
      selected: index === start ? ' selected' : '',
    })),
    legend: listLegend(whole),
    maps: maps.join('\n'),
    hasOrders: whole.orders.length > 0,
  });
}

/** What the page's script looks up. */
function describeData({ kinds, rolls, nodes, edges, orders }: Picture): object {
  return { kinds, rolls: rolls.map(({ name }) => name), nodes, edges, orders };
}

function listLegend({ rolls, nodes }: Picture): readonly object[] {
  const marks = chooseMarks(rolls);
  return rolls
    .map(({ name }, index) => ({
      name: escapeMarkup(name),
      swatch: describeSwatch(marks[index]!),
      index,
      count: nodes.filter(({ roll }) => roll === index).length,
    }))
    .filter(({ count }) => count > 0);
}

function describeSwatch({ color, stripe }: RollMark): string {
  return stripe === undefined ? color : `linear-gradient(90deg,${stripe} 40%,${color} 40%)`;
}
