import {
  attributesOfMachine,
  collectRosterNeeds,
  nameMachine,
  type Profile,
  traverse,
} from '../../graph/mod.ts';
import { mergeLayers, pickLayers } from '../../hosts/mod.ts';
import { siteAttributes } from '../../model/files/mod.ts';
import type { AttributeMap, Graph } from '../../model/mod.ts';
import type { Site } from '../recipe/read-site.ts';

interface Candidate {
  readonly label: string;
  readonly appliance: string;
  readonly values: AttributeMap;
  /** Whatever other hosts there will be. */
  readonly anyRoster?: boolean;
}

/**
 * Profiles of hosts and racks that a site names, and of machines among other hosts than there are now, where they want
 * other packages than their appliance: this decides conditions too, and what they bring must be in the distribution.
 *
 * @param profiles of the appliances
 * @returns one profile for each difference; its appliance is called `compute (compute-0-3)`
 */
export function traverseVariants(
  graph: Graph,
  site: Site | undefined,
  profiles: readonly Profile[],
): readonly Profile[] {
  const variants: Profile[] = [];
  const seen = new Map(profiles.map((profile) => [profile.appliance, new Set([wantsOf(profile)])]));
  const asking = new Set([...seen.keys()].filter((name) => collectRosterNeeds(graph, name).length > 0));
  const all = listCandidates(graph, site, [...seen.keys()]);
  for (const { label, appliance, values, anyRoster = false } of addRosters(all, asking)) {
    const known = seen.get(appliance);
    if (known === undefined) continue;
    const options = { allowUnanswered: true, collectEvals: true, anyRoster };
    const { profile } = traverse(graph, attributesOfMachine(graph, appliance, values), appliance, options);
    if (profile === undefined || known.has(wantsOf(profile))) continue;
    known.add(wantsOf(profile));
    variants.push({ ...profile, appliance: `${appliance} (${label})` });
  }
  return variants;
}

/** The same among any other hosts, of appliances that ask for hosts. */
function addRosters(candidates: readonly Candidate[], asking: ReadonlySet<string>): readonly Candidate[] {
  const plain = [...asking].map((appliance) => ({ label: '', appliance, values: nameMachine(appliance) }));
  const among = [...plain, ...candidates.filter(({ appliance }) => asking.has(appliance))];
  return [
    ...candidates,
    ...among.map((one) => ({
      ...one,
      label: `${one.label === '' ? '' : `${one.label}, `}among other hosts`,
      anyRoster: true,
    })),
  ];
}

function wantsOf({ packages: { enabled, disabled } }: Profile): string {
  return JSON.stringify([enabled.map(({ name }) => name), disabled.map(({ name }) => name)]);
}

/** The site's hosts; and where recipe or site say something about racks and hosts that it does not list, one of each appliance. */
function listCandidates(
  { attributes }: Graph,
  site: Site | undefined,
  appliances: readonly string[],
): readonly Candidate[] {
  const said = { from: 'site' as const, ...siteAttributes(site ?? {}) };
  const hosts = Object.entries(site?.hosts ?? {}).map(([name, { appliance, rack = 0, rank = 0 }]) => {
    const own = mergeLayers(pickLayers(said, { host: name })).host;
    const values = { hostname: name, rack: String(rack), rank: String(rank), ...own };
    return { label: name, appliance, values };
  });
  const named = new Set([...Object.keys(said.open.host), ...Object.keys(attributes.host)]);
  const unlisted = [...named].filter((name) => site?.hosts?.[name] === undefined);
  const any = (label: string, values: AttributeMap): Candidate[] =>
    appliances.map((appliance) => ({
      label,
      appliance,
      values: { ...nameMachine(appliance), ...values },
    }));
  return [
    ...hosts,
    ...unlisted.flatMap((name) => any(name, { hostname: name, ...said.open.host[name] })),
    ...Object.keys(attributes.rack).flatMap((rack) => any(`rack ${rack}`, { rack })),
  ];
}
