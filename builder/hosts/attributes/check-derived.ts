import {
  checkAttribute,
  errorProblem,
  type Problem,
  type ResolvedAttributes,
  type ValueRules,
} from '../../model/mod.ts';

/** Defaults that, with the values of what they refer to, have no form that a roll allows. */
export function checkDerived(rules: ValueRules, resolved: ResolvedAttributes): readonly Problem[] {
  return [...resolved.values()].flatMap(({ name, value, secret, madeOf, winner }) => {
    if (madeOf === undefined) return [];
    const fault = checkAttribute(rules, name, value);
    if (fault === undefined) return [];
    const parts = madeOf.map((one) => `"${one}"`).join(', ');
    // A value that is made of a secret is one, whatever a roll says of its name
    const message = secret
      ? `Attribute "${name}": what it is made of gives it a form that it cannot have`
      : fault.message;
    const hint = `It is made of ${parts}${secret ? '' : `. ${fault.hint}`}`;
    return [errorProblem('ATTRIBUTE_VALUE', message, { file: `${winner.roll}/roll.yaml` }, hint)];
  });
}
