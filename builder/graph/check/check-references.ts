import {
  type AttributeReference,
  errorProblem,
  type Graph,
  INTRINSIC_ATTRIBUTES,
  type Place,
  type Problem,
  warningProblem,
} from '../../model/mod.ts';

/** The first reference in each file to an attribute that nobody declares and no scope sets, anywhere in the graph. */
export function checkReferences(graph: Graph): readonly Problem[] {
  const known = collectNames(graph);
  const problems: Problem[] = [];
  const check = (part: unknown, roll: number, path: string): void => {
    const { name: rollName, undefinedAttributes } = graph.rolls[roll]!;
    const told = new Set<string>();
    for (const { name, line, column } of collectReferences(part)) {
      if (known.has(name) || told.has(name)) continue;
      told.add(name);
      const place: Place = { file: `${rollName}/${path}`, line, column };
      const message = `Attribute "${name}" is not defined`;
      if (undefinedAttributes === 'empty')
        problems.push(warningProblem('ATTRIBUTE_UNDEFINED', message, place));
      else {
        const hint = `Declare it in the roll.yaml of "${rollName}", or set it in the recipe`;
        problems.push(errorProblem('ATTRIBUTE_UNDEFINED', message, place, hint));
      }
    }
  };
  for (const node of graph.nodes.values()) {
    for (const file of node.files) check([file.guard, file.items], file.roll, file.path);
  }
  for (const edge of graph.edges) check([edge.from, edge.to, edge.guards], edge.roll, edge.path);
  for (const order of graph.orders) check([order.head, order.tail, order.guards], order.roll, order.path);
  return problems;
}

function collectNames(graph: Graph): ReadonlySet<string> {
  const { global, os, appliance, rack } = graph.attributes;
  const maps = [global, ...[os, appliance, rack].flatMap((scope) => Object.values(scope))];
  const declared = graph.declarations.map(({ name }) => name);
  return new Set([...INTRINSIC_ATTRIBUTES, ...declared, ...maps.flatMap((map) => Object.keys(map))]);
}

/** Every reference in a piece of the graph, in order, with a stack of its own: items may be read as they come. */
function* collectReferences(root: unknown): Generator<AttributeReference> {
  const open: Iterator<unknown>[] = [[root].values()];
  while (open.length > 0) {
    const { value, done } = open.at(-1)!.next();
    if (done === true) open.pop();
    else if (typeof value !== 'object' || value === null) continue;
    else if (isReference(value)) yield value;
    else open.push(Symbol.iterator in value ? iterate(value) : Object.values(value).values());
  }
}

function iterate(value: object): Iterator<unknown> {
  return (value as Iterable<unknown>)[Symbol.iterator]();
}

/** Of all that a graph holds, only references have a place but no kind. */
function isReference(part: object): part is AttributeReference {
  return 'name' in part && 'line' in part && !('kind' in part);
}
