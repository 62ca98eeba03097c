import {
  attributesOfMachine,
  collectEntryPoints,
  collectMachinePicture,
  collectPicture,
  nameMachine,
} from '../../graph/mod.ts';
import type { AttributeMap, Graph, Picture } from '../../model/mod.ts';
import { type PageView, renderDot, renderPage, renderSvg } from '../../render/picture/mod.ts';
import { layOut } from './layout.ts';

export interface PictureOptions {
  readonly title: string;
  /** Only what a machine of this appliance reaches. */
  readonly appliance?: string;
  /** What is known of that machine. */
  readonly host?: AttributeMap;
  /** Show in which sequence nodes come. */
  readonly orders?: boolean;
}

/** The picture that the options ask for; undefined when the appliance is no entry point. */
export function choosePicture(graph: Graph, options: PictureOptions): Picture | undefined {
  const { title, appliance } = options;
  return appliance === undefined
    ? collectPicture(graph, title)
    : pictureOf(graph, appliance, `${title}: ${appliance}`, options.host);
}

function pictureOf(
  graph: Graph,
  appliance: string,
  title: string,
  host: AttributeMap = {},
): Picture | undefined {
  const attributes = attributesOfMachine(graph, appliance, { ...nameMachine(appliance), ...host });
  return collectMachinePicture(graph, attributes, appliance, title);
}

/** The graph as SVG; the same graph gives the same bytes. */
export async function renderGraphSvg(graph: Graph, options: PictureOptions): Promise<string> {
  const picture = choosePicture(graph, options) ?? collectPicture(graph, options.title);
  return renderPicture(picture, options.orders);
}

/** A picture as SVG. */
export async function renderPicture(picture: Picture, orders = false): Promise<string> {
  return renderSvg(await layOut(picture), { orders });
}

/** The graph in Graphviz's language. */
export function renderGraphDot(picture: Picture, orders: boolean): string {
  return renderDot(picture, orders);
}

/** One page with the whole graph and a view for each appliance; the asked-for one first. */
export async function renderGraphPage(graph: Graph, options: PictureOptions): Promise<string> {
  const whole = collectPicture(graph, options.title);
  const views: PageView[] = [{ label: 'Whole graph', drawing: await layOut(whole) }];
  const declared = collectEntryPoints(graph).map(({ appliance }) => appliance);
  const asked = options.appliance === undefined ? [] : [options.appliance];
  for (const appliance of [...new Set([...asked, ...declared])]) {
    const picture = pictureOf(graph, appliance, appliance, options.host);
    if (picture !== undefined) views.push({ label: appliance, drawing: await layOut(picture) });
  }
  const start = asked.length > 0 && views.length > 1 ? 1 : 0;
  return renderPage(whole, views, start);
}
