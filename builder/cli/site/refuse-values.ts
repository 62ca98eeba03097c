import {
  collectGivenNames,
  collectKnownNames,
  collectSettledNames,
  parseGraph,
  settledAttribute,
  unknownAttribute,
} from '../../graph/mod.ts';
import type { StoredAttribute } from '../../hosts/mod.ts';
import {
  BuildError,
  checkAttribute,
  checkScope,
  errorProblem,
  type Graph,
  type GraphBundle,
  isAttributeName,
  isIntrinsicAttribute,
  type Problem,
  valueRulesOf,
} from '../../model/mod.ts';

/**
 * Refuses values that the rolls of this frontend do not allow, and names that none of them knows. What no frontend
 * allows is the state's to refuse.
 *
 * @param graph of the bundle, where somebody has parsed it
 * @throws {BuildError} ATTRIBUTE_VALUE, ATTRIBUTE_UNDEFINED, EVAL_HOST: all of them
 */
export function refuseValues(
  bundle: GraphBundle,
  given: readonly Pick<StoredAttribute, 'name' | 'value' | 'scope'>[],
  graph: Graph = parseGraph(bundle),
): void {
  const known = new Set([...collectKnownNames(graph), ...collectGivenNames(graph)]);
  const settled = collectSettledNames(graph);
  const rules = valueRulesOf(bundle);
  const problems = given.flatMap(({ name, value, scope }): Problem[] => {
    if (!isAttributeName(name) || isIntrinsicAttribute(name)) return [];
    if (!known.has(name)) return [unknownAttribute(known, name)];
    if (settled.has(name)) return [settledAttribute(name)];
    const fault = checkAttribute(rules, name, value) ?? checkScope(rules, name, scope);
    return fault === undefined ? [] : [errorProblem('ATTRIBUTE_VALUE', fault.message, undefined, fault.hint)];
  });
  if (problems.length > 0) throw new BuildError(problems);
}
