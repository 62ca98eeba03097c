import type { BodyItem, GraphNode, Items, TextItem } from '../../model/mod.ts';
import type { Assembly, Position, Sink } from './assembly.ts';

const NONE: Position['phases'] = [];

/** Nothing takes text or files below the root of a node file, or in `<main>`. */
function elementsOnly(place: 'node' | 'main'): Sink {
  return { place, addText: () => undefined, addFile: () => undefined };
}

const NODE_SINK = elementsOnly('node');
export const MAIN_SINK = elementsOnly('main');

/** Adds everything that a node describes: its base file, then its extends. Broken files are errors here. */
export function assembleNode(assembly: Assembly, node: GraphNode): void {
  const { machine } = assembly;
  machine.facts.node = node.name;
  for (const file of node.files) {
    if (file.broken !== undefined) machine.add(file.broken);
    else if (machine.holds(file.guard, file)) {
      const position = { node: node.name, source: file, within: [], phases: NONE };
      visitItems(assembly, file.items, position, NODE_SINK);
    }
  }
}

/** Elements whose conditions hold, and text, in order. */
export function visitItems(assembly: Assembly, items: Items<BodyItem>, position: Position, sink: Sink): void {
  const { machine, assemblers } = assembly;
  const { source } = position;
  for (const item of items) {
    if (isText(item)) sink.addText(machine.expandText(item.text, source, sink.quote));
    else if (machine.holds(item.guard, source)) assemblers.get(item.kind)!(assembly, item, position, sink);
  }
}

/** True for text between elements. */
export function isText(item: BodyItem): item is TextItem {
  return item.kind === 'text';
}
