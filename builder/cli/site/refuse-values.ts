import { collectGivenNames, collectKnownNames, parseGraph, unknownAttribute } from '../../graph/mod.ts';
import {
  BuildError,
  checkAttribute,
  errorProblem,
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
 * @throws {BuildError} ATTRIBUTE_VALUE, ATTRIBUTE_UNDEFINED: all of them
 */
export function refuseValues(
  bundle: GraphBundle,
  given: readonly { readonly name: string; readonly value: string }[],
): void {
  const graph = parseGraph(bundle);
  const known = new Set([...collectKnownNames(graph), ...collectGivenNames(graph)]);
  const rules = valueRulesOf(bundle);
  const problems = given.flatMap(({ name, value }): Problem[] => {
    if (!isAttributeName(name) || isIntrinsicAttribute(name)) return [];
    if (!known.has(name)) return [unknownAttribute(known, name)];
    const fault = checkAttribute(rules, name, value);
    return fault === undefined ? [] : [errorProblem('ATTRIBUTE_VALUE', fault.message, undefined, fault.hint)];
  });
  if (problems.length > 0) throw new BuildError(problems);
}
