import {
  type AttributeMap,
  errorProblem,
  type Graph,
  INTRINSIC_ATTRIBUTES,
  isFactName,
  type Place,
  type Problem,
  warningProblem,
} from '../../model/mod.ts';
import { collectValueNames } from '../merge/collect-attributes.ts';
import { collectReferences, listPieces } from './walk-parts.ts';

/**
 * The first reference in each file to an attribute that nobody declares and no scope sets, anywhere in the graph.
 *
 * @param host values of the machine that is asked about
 */
export function checkReferences(graph: Graph, host: AttributeMap = {}): readonly Problem[] {
  const known = new Set([...INTRINSIC_ATTRIBUTES, ...collectValueNames(graph), ...Object.keys(host)]);
  const problems: Problem[] = [];
  for (const { piece, source } of listPieces(graph)) {
    const { name: rollName, undefinedAttributes } = graph.rolls[source.roll]!;
    const told = new Set<string>();
    for (const { name, line, column } of collectReferences(piece)) {
      // Of facts about other hosts, `checkFacts` knows which there are
      if (known.has(name) || told.has(name) || isFactName(name)) continue;
      told.add(name);
      const place: Place = { file: `${rollName}/${source.path}`, line, column };
      const message = `Attribute "${name}" is not defined`;
      if (undefinedAttributes === 'empty')
        problems.push(warningProblem('ATTRIBUTE_UNDEFINED', message, place));
      else {
        const hint = `Declare it in the roll.yaml of "${rollName}", or set it in the recipe`;
        problems.push(errorProblem('ATTRIBUTE_UNDEFINED', message, place, hint));
      }
    }
  }
  return problems;
}
