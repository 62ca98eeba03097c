import {
  type AttributeReference,
  errorProblem,
  type Graph,
  INTRINSIC_ATTRIBUTES,
  type Place,
  type Problem,
  warningProblem,
} from '../../model/mod.ts';

/** References to attributes that nobody declares and no scope sets, anywhere in the graph. */
export function checkReferences(graph: Graph): readonly Problem[] {
  const known = collectNames(graph);
  const problems: Problem[] = [];
  const check = (part: unknown, roll: number, path: string): void => {
    const { name: rollName, undefinedAttributes } = graph.rolls[roll]!;
    for (const { name, line, column } of collectReferences(part)) {
      if (known.has(name)) continue;
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

/** Every reference in a piece of the graph, with a stack of its own. */
function collectReferences(root: unknown): readonly AttributeReference[] {
  const found: AttributeReference[] = [];
  const open: unknown[] = [root];
  while (open.length > 0) {
    const part = open.pop();
    if (typeof part !== 'object' || part === null) continue;
    if (isReference(part)) found.push(part);
    else for (const child of Object.values(part)) open.push(child);
  }
  return found;
}

/** Of all that a graph holds, only references have a place but no kind. */
function isReference(part: object): part is AttributeReference {
  return 'name' in part && 'line' in part && !('kind' in part);
}
