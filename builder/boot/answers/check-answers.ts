import {
  collectKnownNames,
  collectSettledNames,
  settledAttribute,
  unknownAttribute,
} from '../../graph/mod.ts';
import { checkDerived } from '../../hosts/attributes/mod.ts';
import {
  type AttributeDeclaration,
  type AttributeOrigin,
  checkAttribute,
  errorProblem,
  type Graph,
  type GraphBundle,
  type Problem,
  type ResolvedAttribute,
  type ResolvedAttributes,
  valueRulesOf,
} from '../../model/mod.ts';
import type { BootOptions } from '../machine/cmdline.ts';

/** What a description of one machine may say besides. */
const OF_MACHINE: Readonly<Record<string, AttributeDeclaration>> = {
  hostname: { type: 'hostname' },
  rack: { type: 'integer', min: 0, max: 99_999 },
  rank: { type: 'integer', min: 0, max: 99_999 },
};

/** Who says a value, as a person would look for it. */
const SAID_BY: Readonly<Record<Exclude<AttributeOrigin, 'machine'>, string>> = {
  graph: 'recipe or site of the medium',
  site: 'site.yaml',
  state: 'frontend (cairn attribute)',
  given: 'kernel command line or dialog',
};

/** What the programs of rolls saw: what recipe and site of the build say, or a roll's default. */
function valueAtBuild({ winner, losers }: ResolvedAttribute): string | undefined {
  return [winner, ...losers].find(({ from }) => from === undefined || from === 'graph')?.value;
}

/**
 * The last door: values that the rolls do not allow, wherever they come from, values that come too late for a program of a
 * roll, and names on the kernel command line that
 * no roll knows. What the machine says of itself is not looked at.
 */
export function checkAnswers(
  bundle: GraphBundle,
  graph: Graph,
  resolved: ResolvedAttributes,
  { attributes }: Pick<BootOptions, 'attributes'>,
): Problem[] {
  const { declared, words: names } = valueRulesOf(bundle);
  const ofMachine = Object.entries(OF_MACHINE).map(([name, one]) => [name, [one]] as const);
  const rules = { declared: new Map([...declared, ...ofMachine]), words: names };
  const settled = collectSettledNames(graph);
  const ofValues = [...resolved.values()].flatMap((attribute) => {
    const { name, value } = attribute;
    const { from } = attribute.winner;
    if (from === undefined || from === 'machine') return [];
    const place = { file: SAID_BY[from] };
    if (settled.has(name) && value !== valueAtBuild(attribute)) return [settledAttribute(name, place)];
    const fault = checkAttribute(rules, name, value);
    return fault === undefined ? [] : [errorProblem('ATTRIBUTE_VALUE', fault.message, place, fault.hint)];
  });
  const wrong = [...ofValues, ...checkDerived(rules, resolved)];
  const words = Object.keys(attributes);
  if (words.length === 0) return wrong;
  const known = collectKnownNames(graph);
  const unknown = words.filter((name) => !known.has(name));
  return [...wrong, ...unknown.map((name) => unknownAttribute(known, name, { file: `cairn.set.${name}` }))];
}
