import {
  type AttributeMap,
  type DeclaredAttribute,
  errorProblem,
  type GraphBundle,
  type GraphValues,
  isAttributeName,
  isIntrinsicAttribute,
  type Problem,
  type RollSource,
  warningProblem,
} from '../../model/mod.ts';

/** All declarations in roll order, with what is wrong about them. */
export function collectDeclarations(rolls: readonly RollSource[]): {
  readonly declarations: readonly DeclaredAttribute[];
  readonly problems: readonly Problem[];
} {
  const declarations: DeclaredAttribute[] = [];
  const problems: Problem[] = [];
  const first = new Map<string, DeclaredAttribute>();
  for (const roll of rolls) {
    const place = { file: `${roll.name}/roll.yaml` };
    for (const [name, declaration] of sortedEntries(roll.attributes ?? {})) {
      const declared = { ...declaration, name, roll: roll.name };
      problems.push(...checkName(name, place.file));
      const other = first.get(name);
      if (other !== undefined && other.default !== declared.default) {
        const message = `Attribute "${name}" is declared by rolls "${other.roll}" and "${roll.name}" with different defaults`;
        problems.push(
          warningProblem('ATTRIBUTE_TWICE', message, place, `The default of "${roll.name}" is taken`),
        );
      }
      first.set(name, declared);
      declarations.push(declared);
    }
  }
  return { declarations, problems };
}

/** What is wrong with the attributes that recipe and site set. */
export function checkBundleAttributes(bundle: GraphBundle): readonly Problem[] {
  const { global, os, appliance, rack, host } = bundle.attributes ?? {};
  const maps: [string, AttributeMap][] = [['global attributes', global ?? {}]];
  for (const [scope, entries] of Object.entries({ os, appliance, rack, host })) {
    for (const [key, map] of sortedEntries(entries ?? {}))
      maps.push([`attributes of ${scope} "${key}"`, map]);
  }
  return maps.flatMap(([where, map]) =>
    Object.keys(map)
      .sort()
      .flatMap((name) => checkName(name, where)),
  );
}

/** Names that recipe and site give a value to. */
export function collectGivenNames({ attributes }: Pick<GraphValues, 'attributes'>): ReadonlySet<string> {
  const { global, os, appliance, rack, host } = attributes;
  const maps = [global, ...[os, appliance, rack, host].flatMap((scope) => Object.values(scope))];
  return new Set(maps.flatMap((map) => Object.keys(map)));
}

/** Names that machines may have a value of: some roll declares them, or recipe or site say it. */
export function collectValueNames(
  values: Pick<GraphValues, 'attributes' | 'declarations'>,
): ReadonlySet<string> {
  return new Set([...values.declarations.map(({ name }) => name), ...collectGivenNames(values)]);
}

/** What is wrong with the name of an attribute that somebody sets. */
export function checkName(name: string, file: string): readonly Problem[] {
  if (!isAttributeName(name)) {
    const hint = 'Letters, digits, "_", "." and "-" make a name';
    return [errorProblem('ATTRIBUTE_NAME', `"${name}" is not an attribute name`, { file }, hint)];
  }
  if (!isIntrinsicAttribute(name)) return [];
  const message = `Attribute "${name}" cannot be set: it is known of each machine`;
  return [errorProblem('ATTRIBUTE_INTRINSIC', message, { file })];
}

function sortedEntries<T>(record: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}
