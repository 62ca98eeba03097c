// Measures a machine room: tsx scripts/bench-room.ts [--recipe FILE] [--hosts N]. All that a frontend makes for N hosts of a recipe
// (addresses for DHCP, names, a document for each host, lists of other hosts), and the profile of each, made twice and
// compared: the second time the hosts are known in the opposite order. Fails when a difference is found, or when making
// everything once takes more CPU time than its bar.
import { listGeneratedSecrets } from '../builder/frontend/service/hand-off/secret-answer.ts';
import { planRosters } from '../builder/frontend/service/publish/plan-rosters.ts';
import { planPublished } from '../builder/frontend/service/publish/publish-plan.ts';
import { parseGraph, traverse } from '../builder/graph/mod.ts';
import {
  attributesOfHost,
  factsOfHost,
  groupStoredAttributes,
  type Host,
  identityOfHost,
  pickLayers,
  type StoredAttribute,
} from '../builder/hosts/mod.ts';
import type { Graph } from '../builder/model/mod.ts';
import { CONFIG } from '../tests/fakes/frontend-service.ts';
import { createFakeState } from '../tests/fakes/frontend-state.ts';
import { optionOf } from './option-of.ts';
import { readRoom, spreadHosts } from './storm/spread-hosts.ts';

const BAR_SECONDS = 2;

/** CPU seconds of this process until now: other work on the machine does not count. */
function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function addHosts(appliances: readonly string[], count: number): readonly Host[] {
  const state = createFakeState();
  for (const host of spreadHosts(appliances, count)) state.add(host);
  return [...state.hosts.values()];
}

/** A frontend makes keys that nobody sets. */
function setKeys(graph: Graph): readonly StoredAttribute[] {
  return listGeneratedSecrets(graph).map((name) => ({
    ...{ scope: 'global', subject: '', name, value: '0'.repeat(64), secret: true },
  }));
}

/** All texts of all hosts by what they are; hosts are known in the order that is given. */
function makeEverything(graph: Graph, hosts: readonly Host[]): ReadonlyMap<string, string> {
  const attributes = setKeys(graph);
  const rosters = planRosters({ config: CONFIG, graph, hosts, attributes });
  const published = planPublished({
    ...{ config: CONFIG, hosts, attributes, strangers: false, rosters },
    releases: { inUse: '', os: new Map([['', graph.os]]) },
  });
  const texts = new Map([
    ['addresses for DHCP', published.dhcpHosts],
    ['names', published.dnsHosts],
  ]);
  for (const [name, text] of published.documents) texts.set(`document of ${name}`, text);
  for (const [name, text] of published.rosters) texts.set(`hosts for ${name}`, text);
  const said = groupStoredAttributes(attributes);
  for (const host of hosts) {
    const facts = factsOfHost(host);
    const values = attributesOfHost(graph, facts, pickLayers(said, identityOfHost(facts, graph.os)));
    const { profile, problems } = traverse(graph, values, host.appliance, {
      roster: rosters.get(host.appliance),
    });
    if (profile === undefined) throw new Error(`${host.name}: ${JSON.stringify(problems.slice(0, 3))}`);
    texts.set(`profile of ${host.name}`, JSON.stringify(profile));
  }
  return texts;
}

const recipe = optionOf('--recipe', 'recipes/camera.yaml');
const count = Number(optionOf('--hosts', '200'));
const { bundle, appliances } = await readRoom(recipe);
const graph = parseGraph(bundle);
const hosts = addHosts(appliances, count);
const start = cpuSeconds();
const first = makeEverything(graph, hosts);
const seconds = cpuSeconds() - start;
const second = makeEverything(graph, [...hosts].reverse());
/** Lines of a list have the order in which hosts are known; what they say must be the same. */
const sorted = (text: string | undefined): string | undefined => text?.split('\n').sort().join('\n');
const different = [...first].filter(([name, text]) => sorted(second.get(name)) !== sorted(text));
const bytes = [...first.values()].reduce((sum, text) => sum + text.length, 0);
const missed = seconds > BAR_SECONDS ? '  MISSED' : '';
console.log(
  `${recipe}: ${hosts.length} hosts of ${new Set(hosts.map(({ appliance }) => appliance)).size} appliances, ${(bytes / 1e6).toFixed(1)} MB of text`,
);
console.log(
  `DHCP, names, documents, lists and profiles: ${seconds.toFixed(2)} s of CPU  at most ${BAR_SECONDS} s${missed}`,
);
console.log(
  different.length === 0
    ? `${first.size} texts made twice are the same`
    : `Made twice and different: ${different
        .slice(0, 5)
        .map(([name]) => name)
        .join(', ')}`,
);
if (missed !== '' || different.length > 0 || first.size !== second.size) process.exitCode = 1;
