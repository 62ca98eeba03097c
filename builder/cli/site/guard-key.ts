import type { State } from '../../frontend/state/mod.ts';
import { parseGraph, traverse } from '../../graph/mod.ts';
import { attributesFromState, factsOfHost, foldNodeSet, type Host, identityOfHost } from '../../hosts/mod.ts';
import { fail, type Graph, type GraphBundle, isSharedKey, valueRulesOf } from '../../model/mod.ts';
import { printError } from '../terminal/report.ts';

/** A key as it will be; undefined: the one that the cluster makes for itself. */
interface KeyChange {
  readonly name: string;
  readonly value: string | undefined;
}

/**
 * Hosts that are installed have a key on their disks: with another one on the frontend and on new hosts, the cluster is
 * in two parts. Says which hosts these are, and refuses unless told to go on.
 *
 * @param openGraph the graph of the bundle, where somebody has parsed it
 * @throws {BuildError} ATTRIBUTE_VALUE
 */
export async function guardKey(
  state: State,
  bundle: GraphBundle,
  { name, value }: KeyChange,
  goesOn: boolean,
  openGraph: () => Graph = () => parseGraph(bundle),
): Promise<void> {
  if (!isSharedKey(valueRulesOf(bundle), name)) return;
  const [set] = await state.listAttributes({ scope: 'global', subject: '', name });
  if (set?.value === value) return;
  const holders = await listHolders(state, openGraph(), name);
  if (holders.length === 0) return;
  const which = foldNodeSet(holders.map((host) => host.name));
  const message = `Installed hosts have another "${name}", and keep it until they are installed again: ${which}`;
  if (goesOn) return printError(message);
  const hint = `With --new-key it is changed all the same; then: cairn host reinstall ${which}`;
  fail('ATTRIBUTE_VALUE', message, undefined, hint);
}

/** Hosts on whose disks the key is: their appliance's description uses it, and they have been installed. */
async function listHolders(state: State, graph: Graph, name: string): Promise<readonly Host[]> {
  const installed = (await state.listHosts()).filter((host) => host.state !== 'new');
  const users = new Map<string, boolean>();
  for (const host of installed)
    if (!users.has(host.appliance)) users.set(host.appliance, await usesKey(state, graph, host, name));
  return installed.filter((host) => users.get(host.appliance) === true);
}

async function usesKey(state: State, graph: Graph, host: Host, name: string): Promise<boolean> {
  const facts = factsOfHost(host);
  const stored = await state.attributesOf(identityOfHost(facts, graph.os));
  // A key that nobody has set has a value all the same.
  const key = { scope: 'global', subject: '', name, value: 'made', secret: true } as const;
  const resolved = attributesFromState(graph, facts, [key, ...stored]);
  return traverse(graph, resolved, host.appliance, {
    ...{ allowUnanswered: true, keepGoing: true },
    // Whatever other hosts there were when it was installed
    anyRoster: true,
  }).reads.has(name);
}
