import type { Directive, DirectiveItem, GraphNode, Items, MainPart, NodeItem } from '../../model/mod.ts';
import type { Machine } from '../machine/machine.ts';
import { type Assembly, originOf, type Position } from './assembly.ts';
import { collectText, enterEval, runVariable } from './body.ts';
import { runEval } from './evals.ts';
import { enterInclude, type Fragments, findInclude, parseFragment } from './includes.ts';
import { addPackages } from './packages.ts';
import { addScreen } from './screens.ts';
import { addScript } from './scripts.ts';
import { addService } from './services.ts';

const NONE: Position['phases'] = [];

/** An empty assembly for one machine. */
export function startAssembly(machine: Machine): Assembly {
  return {
    machine,
    packages: { wanted: new Map(), unwanted: new Map() },
    directives: [],
    scripts: [],
    services: new Map(),
    screens: [],
    evals: new Map(),
    variables: new Map(),
    shortParts: new Map(),
    rights: new Map(),
  };
}

/** Adds everything that a node describes: its base file, then its extends. Broken files are errors here. */
export function assembleNode(assembly: Assembly, node: GraphNode): void {
  const { machine } = assembly;
  for (const file of node.files) {
    if (file.broken !== undefined) machine.add(file.broken);
    else if (machine.holds(file.guard, file)) {
      visitItems(assembly, file.items, { node: node.name, source: file, within: [], phases: NONE });
    }
  }
}

function visitItems(assembly: Assembly, items: Items<NodeItem>, position: Position): void {
  for (const item of items) {
    if (assembly.machine.holds(item.guard, position.source)) visitItem(assembly, item, position);
  }
}

function visitItem(assembly: Assembly, item: NodeItem, position: Position): void {
  if (item.kind === 'package') addPackages(assembly, item, position);
  else if (item.kind === 'main') visitMain(assembly, item.items, position);
  else if (item.kind === 'directive') addDirective(assembly, item, position);
  else if (item.kind === 'script') addScript(assembly, item, position);
  else if (item.kind === 'service') addService(assembly, item, position);
  else if (item.kind === 'screen') addScreen(assembly, item, position);
  else if (item.kind === 'var') runVariable(assembly, item, position);
  else visitFragment(assembly, item, position, 'root', visitItems);
}

function visitMain(assembly: Assembly, items: Items<MainPart>, position: Position): void {
  for (const item of items) {
    if (!assembly.machine.holds(item.guard, position.source)) continue;
    if (item.kind === 'directive') addDirective(assembly, item, position);
    else if (item.kind === 'var') runVariable(assembly, item, position);
    else visitFragment(assembly, item, position, 'main', visitMain);
  }
}

/** Markup from an include file or a program, in the place of elements; plain text means nothing there. */
function visitFragment<Kind extends 'root' | 'main'>(
  assembly: Assembly,
  item: Extract<NodeItem, { kind: 'include' | 'eval' }>,
  position: Position,
  kind: Kind,
  visit: (assembly: Assembly, items: Fragments[Kind], position: Position) => void,
): void {
  if (item.mode === 'quote') noteText(assembly, item, position);
  if (item.kind === 'eval') {
    const output = runEval(assembly, item, position, () => collectText(assembly, item.body, position));
    const inside = item.mode === 'quote' || output === '' ? undefined : enterEval(position);
    if (inside !== undefined) visit(assembly, parseFragment(assembly, output, position.source, kind), inside);
    return;
  }
  const found = item.mode === 'quote' ? undefined : findInclude(assembly, item, position);
  if (found === undefined) return;
  const inside = enterInclude(assembly, item, position, found.source);
  if (inside !== undefined) visit(assembly, parseFragment(assembly, found.text, found.source, kind), inside);
}

function noteText(
  assembly: Assembly,
  item: Extract<NodeItem, { kind: 'include' | 'eval' }>,
  position: Position,
): void {
  const { machine } = assembly;
  const place = machine.placeOf(position.source, item);
  const message = `Text of "${item.kind}" outside the elements that take text has no effect`;
  machine.addWarning('TEXT_STRAY', message, place, 'Write mode="xml" for markup');
}

function addDirective(assembly: Assembly, item: DirectiveItem, position: Position): void {
  const { directives } = assembly;
  const attributes =
    item.attributes.length === 0 ? NO_ATTRIBUTES : expandAttributes(assembly, item, position);
  const { node, roll, file, line } = originOf(assembly, position, item);
  const text = collectText(assembly, item.body, position).trim();
  if (item.name !== 'native') {
    directives.push({ name: item.name, text, attributes, node, roll, file, line });
    return;
  }
  const installer = attributes['installer']?.trim();
  directives.push({ name: item.name, text, attributes, installer, node, roll, file, line });
}

/** One for all directives that have none. */
const NO_ATTRIBUTES: Directive['attributes'] = {};

function expandAttributes(
  { machine }: Assembly,
  item: DirectiveItem,
  { source }: Position,
): Directive['attributes'] {
  return Object.fromEntries(
    item.attributes.map(({ name, value }) => [name, machine.expandValue(value, source)] as const),
  );
}
