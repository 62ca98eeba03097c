import type { AttributeReference, Condition, Graph } from '../../model/mod.ts';
import type { VariableItem } from '../elements/variable/variable.ts';
import type { FileSource } from '../machine/machine.ts';

type Part = AttributeReference | Condition | VariableItem;

/** A piece of a graph, and the file that says it. */
export interface Piece {
  readonly piece: unknown;
  readonly source: FileSource;
}

/** Everything that files say to machines: what is in nodes, then edges, then orders. */
export function* listPieces({ nodes, edges, orders }: Graph): Generator<Piece> {
  for (const node of nodes.values())
    for (const file of node.files) yield { piece: [file.guard, file.items], source: file };
  for (const edge of edges) yield { piece: [edge.from, edge.to, edge.guards], source: edge };
  for (const order of orders) yield { piece: [order.head, order.tail, order.guards], source: order };
}

/** Every reference in a piece of the graph, in order. */
export function* collectReferences(root: unknown): Generator<AttributeReference> {
  for (const part of walkParts(root)) if (isReference(part)) yield part;
}

/** Every name of an attribute that a piece of the graph looks at: in text, in conditions, as a variable. */
export function* collectNames(root: unknown): Generator<string> {
  for (const part of walkParts(root)) {
    if (isReference(part)) yield part.name;
    else if ('code' in part) yield* part.names;
    else for (const text of [part.name, part.ref]) if (typeof text === 'string') yield text.trim();
  }
}

/** Every condition in a piece of the graph, in order. */
export function* findConditions(root: unknown): Generator<Condition> {
  for (const part of walkParts(root)) if (isCondition(part)) yield part;
}

/** Every item of a kind of element in a piece of the graph, in order. */
export function* findItems(root: unknown, kind: string): Generator<object> {
  for (const part of walkObjects(root)) if ('kind' in part && part.kind === kind) yield part;
}

function* walkParts(root: unknown): Generator<Part> {
  for (const part of walkObjects(root))
    if (isReference(part) || isCondition(part) || isVariable(part)) yield part;
}

/** With a stack of its own: items may be read as they come. References and conditions have nothing inside. */
function* walkObjects(root: unknown): Generator<object> {
  const open: Iterator<unknown>[] = [[root].values()];
  while (open.length > 0) {
    const { value, done } = open.at(-1)!.next();
    if (done === true) open.pop();
    else if (typeof value !== 'object' || value === null) continue;
    else {
      yield value;
      if (isReference(value) || isCondition(value)) continue;
      open.push(Symbol.iterator in value ? iterate(value) : Object.values(value).values());
    }
  }
}

function iterate(value: object): Iterator<unknown> {
  return (value as Iterable<unknown>)[Symbol.iterator]();
}

/** Of all that a graph holds, only references have a place but no kind. */
function isReference(part: object): part is AttributeReference {
  return 'name' in part && 'line' in part && !('kind' in part);
}

function isCondition(part: object): part is Condition {
  return 'code' in part && 'names' in part;
}

/** Nothing else refers to an attribute by its name alone. */
function isVariable(part: object): part is VariableItem {
  return 'name' in part && 'ref' in part;
}
