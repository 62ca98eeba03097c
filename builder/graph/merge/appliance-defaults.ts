import {
  type ApplianceDefaults,
  checkAttribute,
  describeCircle,
  errorProblem,
  type GraphValues,
  isFactName,
  isIntrinsicAttribute,
  listReferences,
  orderReferences,
  type Problem,
  type RollSource,
  type ValueRules,
} from '../../model/mod.ts';
import { checkName, collectValueNames } from './collect-attributes.ts';

/** A default of an attribute, as a roll says it. */
interface SaidDefault {
  readonly name: string;
  readonly roll: string;
  readonly value: string;
}

/** What rolls say of the machines of their appliances, in roll order. */
export function collectApplianceDefaults(rolls: readonly RollSource[]): readonly ApplianceDefaults[] {
  return rolls.flatMap(({ name: roll, appliances = {} }) =>
    Object.entries(appliances).flatMap(([appliance, { attributes }]) =>
      attributes === undefined ? [] : [{ appliance, roll, values: attributes }],
    ),
  );
}

/** Every default that rolls say: for all machines, and for those of an appliance. */
export function listDefaults({
  declarations,
  applianceDefaults,
}: Pick<GraphValues, 'declarations' | 'applianceDefaults'>): readonly SaidDefault[] {
  return [
    ...declarations.flatMap(({ name, roll, default: value }) =>
      value === undefined ? [] : [{ name, roll, value }],
    ),
    ...applianceDefaults.flatMap(({ roll, values }) =>
      Object.entries(values).map(([name, value]) => ({ name, roll, value })),
    ),
  ];
}

/** The attributes that defaults of each attribute refer to; one that refers to none is not among them. */
export function groupReferences(said: readonly SaidDefault[]): ReadonlyMap<string, readonly string[]> {
  const references = new Map<string, readonly string[]>();
  for (const { name, value } of said) {
    const names = listReferences(value);
    if (names.length > 0) references.set(name, [...(references.get(name) ?? []), ...names]);
  }
  return references;
}

/** What is wrong with what rolls say where nobody else does: values of appliances, and references of defaults. */
export function checkDefaults(rules: ValueRules, values: GraphValues): readonly Problem[] {
  const known = collectValueNames(values);
  const said = listDefaults(values);
  return [
    ...checkApplianceValues(rules, values.applianceDefaults, known),
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
  rules: ValueRules,
  defaults: readonly ApplianceDefaults[],
  known: ReadonlySet<string>,
): readonly Problem[] {
  return defaults.flatMap(({ appliance, roll, values }) =>
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

function findCircle(said: readonly SaidDefault[]): readonly Problem[] {
  const references = groupReferences(said);
  const { circle } = orderReferences(references.keys(), (name) => references.get(name) ?? []);
  if (circle === undefined) return [];
  const { roll } = said.find(({ name }) => name === circle[0])!;
  return [describeCircle(circle, { file: `${roll}/roll.yaml` })];
}
