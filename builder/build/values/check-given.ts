import { unknownAttribute } from '../../graph/mod.ts';
import {
  checkAppliance,
  checkAttribute,
  checkScope,
  checkSystem,
  errorProblem,
  type GraphBundle,
  type Problem,
  type ValueRules,
} from '../../model/mod.ts';
import type { GivenValue } from './given-values.ts';

/** What is wrong with given values: forms that the rolls' declarations do not allow. */
export function checkGivenValues(rules: ValueRules, given: readonly GivenValue[]): Problem[] {
  return given.flatMap(({ name, value, place, scope = 'global' }) => {
    const fault = checkAttribute(rules, name, value) ?? checkScope(rules, name, scope);
    return fault === undefined ? [] : [errorProblem('ATTRIBUTE_VALUE', fault.message, place, fault.hint)];
  });
}

/** What is wrong with whom values are for: an appliance or operating system that no machine can have. */
export function checkGivenSubjects(bundle: GraphBundle, given: readonly GivenValue[]): Problem[] {
  const found = new Map<string, Problem>();
  for (const { subject } of given) {
    if (subject === undefined) continue;
    const check = subject.scope === 'os' ? checkSystem : checkAppliance;
    for (const problem of check(bundle, subject.name, subject.place))
      found.set(JSON.stringify(problem), problem);
  }
  return [...found.values()];
}

/** What is wrong with given names: a value of an attribute that no roll declares and no node looks at is lost. */
export function checkGivenNames(known: ReadonlySet<string>, given: readonly GivenValue[]): Problem[] {
  return given
    .filter(({ name, ofKey }) => ofKey !== true && !known.has(name))
    .map(({ name, place }) => unknownAttribute(known, name, place));
}
