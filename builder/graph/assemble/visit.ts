import {
  type BodyItem,
  type GraphNode,
  type Items,
  parseFactName,
  type Template,
  type TextItem,
} from '../../model/mod.ts';
import { askOfFact } from '../roster/answer-ask.ts';
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
    if (isText(item)) addText(assembly, item.text, position, sink);
    else if (machine.holds(item.guard, source)) assemblers.get(item.kind)!(assembly, item, position, sink);
  }
}

/** Running text; where facts about other hosts are asked again later, each is a question of its own. */
function addText({ machine }: Assembly, text: Template, { source }: Position, sink: Sink): void {
  if (sink.addAsk === undefined || typeof text === 'string') {
    sink.addText(machine.expandText(text, source, sink.quote));
    return;
  }
  for (const part of text) {
    const fact = typeof part === 'string' ? undefined : parseFactName(part.name);
    if (typeof part === 'string') sink.addText(part);
    else if (fact === undefined) sink.addText(machine.expandText([part], source, sink.quote));
    else {
      const answer = machine.facts.readNamed(part.name, { source, spot: part }) ?? '';
      sink.addAsk(askOfFact(fact), machine.takeExpansion(answer.length, source, part) ? answer : '');
    }
  }
}

/** True for text between elements. */
export function isText(item: BodyItem): item is TextItem {
  return item.kind === 'text';
}
