import {
  errorProblem,
  findNearestName,
  type Graph,
  INTRINSIC_ATTRIBUTES,
  isFactName,
  type Place,
  type Problem,
} from '../../model/mod.ts';
import { groupReferences, listDefaults } from '../merge/appliance-defaults.ts';
import { collectNames, findItems } from './walk-parts.ts';

/**
 * Names of attributes that mean something to a graph: some roll declares them, or some file looks at them. A value
 * that is given to any other name is lost.
 */
export function collectKnownNames(graph: Graph): ReadonlySet<string> {
  const known = new Set<string>([...INTRINSIC_ATTRIBUTES, ...graph.declarations.map(({ name }) => name)]);
  const files = [...graph.nodes.values()].flatMap((node) => node.files);
  for (const name of collectNames([graph.edges, graph.orders])) known.add(name);
  for (const { guard, items } of files) for (const name of collectNames([guard, items])) known.add(name);
  for (const { includes } of graph.rolls) {
    // Whether it is read as markup, only the node that includes it says
    for (const text of includes.values())
      for (const match of text.matchAll(/&([A-Za-z_][\w.-]*);/g)) known.add(match[1]!);
  }
  for (const name of known) if (isFactName(name)) known.delete(name);
  return known;
}

/** Names of attributes that a program of a roll looked at when the image was built: another value would come too late. */
export function collectSettledNames(graph: Graph): ReadonlySet<string> {
  const { rolls, nodes } = graph;
  const settled = new Set<string>();
  if (!rolls.some(({ allowEval }) => allowEval)) return settled;
  for (const { files } of nodes.values()) {
    for (const { roll, items } of files) {
      if (!rolls[roll]!.allowEval) continue;
      for (const item of findItems(items, 'eval')) for (const name of collectNames(item)) settled.add(name);
    }
  }
  // What a default is made of as well
  const references = groupReferences(listDefaults(graph));
  for (const name of settled) for (const other of references.get(name) ?? []) settled.add(other);
  return settled;
}

/** The finding about a name that is not among them. */
export function unknownAttribute(known: ReadonlySet<string>, name: string, place?: Place): Problem {
  const near = findNearestName(name, known);
  const hint =
    near === undefined ? 'Declare it in the roll.yaml of a roll that uses it' : `Did you mean "${near}"?`;
  return errorProblem('ATTRIBUTE_UNDEFINED', `No roll knows attribute "${name}"`, place, hint);
}

/** The finding about a value for one that a program looked at: what it printed would be missing on this machine. */
export function settledAttribute(name: string, place?: Place): Problem {
  const message = `Attribute "${name}" cannot be set here: a program of a roll looked at it when the image was built`;
  return errorProblem('EVAL_HOST', message, place, 'Set it in the recipe, and build a new release');
}
