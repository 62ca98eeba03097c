import { unknownAttribute } from '../../graph/mod.ts';
import { checkAttribute, checkScope, errorProblem, type Problem, type ValueRules } from '../../model/mod.ts';
import type { GivenValue } from './given-values.ts';

/** What is wrong with given values: forms that the rolls' declarations do not allow. */
export function checkGivenValues(rules: ValueRules, given: readonly GivenValue[]): Problem[] {
  return given.flatMap(({ name, value, place, scope = 'global' }) => {
    const fault = checkAttribute(rules, name, value) ?? checkScope(rules, name, scope);
    return fault === undefined ? [] : [errorProblem('ATTRIBUTE_VALUE', fault.message, place, fault.hint)];
  });
}

/** What is wrong with given names: a value of an attribute that no roll declares and no node looks at is lost. */
export function checkGivenNames(known: ReadonlySet<string>, given: readonly GivenValue[]): Problem[] {
  return given
    .filter(({ name, ofKey }) => ofKey !== true && !known.has(name))
    .map(({ name, place }) => unknownAttribute(known, name, place));
}
