import {
  type ApplianceDefaults,
  checkAttribute,
  type DeclaredAttribute,
  describeCircle,
  errorProblem,
  type GraphBundle,
  isFactName,
  isIntrinsicAttribute,
  listReferences,
  orderReferences,
  type Problem,
  type RollSource,
  valueRulesOf,
} from '../../model/mod.ts';
import { checkName } from './collect-attributes.ts';

/** What rolls say of the machines of their appliances, in roll order. */
export function collectApplianceDefaults(rolls: readonly RollSource[]): readonly ApplianceDefaults[] {
  return rolls.flatMap(({ name: roll, appliances = {} }) =>
    Object.entries(appliances).flatMap(([appliance, { attributes }]) =>
      attributes === undefined ? [] : [{ appliance, roll, values: attributes }],
    ),
  );
}

/** What is wrong with what rolls say where nobody else does: values of appliances, and references of defaults. */
export function checkDefaults(
  bundle: GraphBundle,
  rolls: readonly RollSource[],
  declarations: readonly DeclaredAttribute[],
): readonly Problem[] {
  const { global = {}, os = {}, appliance = {}, rack = {}, host = {} } = bundle.attributes ?? {};
  const given = [global, ...[os, appliance, rack, host].flatMap((scope) => Object.values(scope))];
  const known = new Set([
    ...declarations.map(({ name }) => name),
    ...given.flatMap((values) => Object.keys(values)),
  ]);
  const said = [
    ...declarations.flatMap(({ name, roll, default: value }) =>
      value === undefined ? [] : [{ name, roll, value }],
    ),
    ...collectApplianceDefaults(rolls).flatMap(({ roll, values }) =>
      Object.entries(values).map(([name, value]) => ({ name, roll, value })),
    ),
  ];
  return [
    ...checkApplianceValues(bundle, rolls, known),
    ...said.flatMap(({ name, roll, value }) =>
      listReferences(value)
        .filter((other) => isFactName(other) || !(known.has(other) || isIntrinsicAttribute(other)))
        .map((other) => {
          const message = `The default of attribute "${name}" refers to "${other}", which no roll declares`;
          return errorProblem('ATTRIBUTE_UNDEFINED', message, { file: `${roll}/roll.yaml` });
        }),
    ),
    ...findCircle(said),
  ];
}

function checkApplianceValues(
  bundle: GraphBundle,
  rolls: readonly RollSource[],
  known: ReadonlySet<string>,
): readonly Problem[] {
  const rules = valueRulesOf(bundle);
  return collectApplianceDefaults(rolls).flatMap(({ appliance, roll, values }) =>
    Object.entries(values).flatMap(([name, value]): readonly Problem[] => {
      const file = `${roll}/roll.yaml`;
      const where = `in the appliance "${appliance}"`;
      const ofName = checkName(name, file);
      if (ofName.length > 0) return ofName;
      if ((rules.declared.get(name) ?? []).some(({ secret }) => secret === true)) {
        const message = `Attribute "${name}" is secret, and cannot be set ${where}: everybody can read a roll`;
        return [errorProblem('ATTRIBUTE_VALUE', message, { file }, 'Set it in the secrets of a site')];
      }
      if (!known.has(name)) {
        const message = `No roll declares attribute "${name}", which is set ${where}`;
        return [errorProblem('ATTRIBUTE_UNDEFINED', message, { file }, 'Declare it under "attributes"')];
      }
      const fault = listReferences(value).length > 0 ? undefined : checkAttribute(rules, name, value);
      if (fault === undefined) return [];
      return [errorProblem('ATTRIBUTE_VALUE', `${fault.message}, ${where}`, { file }, fault.hint)];
    }),
  );
}

function findCircle(
  said: readonly { readonly name: string; readonly roll: string; readonly value: string }[],
): readonly Problem[] {
  const references = new Map<string, readonly string[]>();
  for (const { name, value } of said) {
    const names = listReferences(value);
    if (names.length > 0) references.set(name, [...(references.get(name) ?? []), ...names]);
  }
  const { circle } = orderReferences(references.keys(), (name) => references.get(name) ?? []);
  if (circle === undefined) return [];
  const { roll } = said.find(({ name }) => name === circle[0])!;
  return [describeCircle(circle, { file: `${roll}/roll.yaml` })];
}
