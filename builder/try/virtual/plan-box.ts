import type { InstallerBackend } from '../../backends/mod.ts';
import { attributesOfMachine, nameMachine, traverse } from '../../graph/mod.ts';
import { parseSiteFile, siteAttributes } from '../../model/files/mod.ts';
import {
  BuildError,
  broadcastOf,
  fail,
  formatIpv4,
  type Graph,
  type GraphBundle,
  mergeScopedAttributes,
  parseIpv4Interface,
} from '../../model/mod.ts';

const FRONTEND = 'frontend';

/** The private network of a trial. */
export interface TrialNetwork {
  /** The frontend's address on it. */
  readonly frontend: string;
  /** Of whoever looks at the machines, with the prefix: the last one, which the frontend gives to nobody. */
  readonly observer: string;
}

/** A graph with what places say, weakest first. @throws {BuildError} one of them is wrong */
export function withSites(
  bundle: GraphBundle,
  sites: readonly { readonly file: string; readonly text: string }[],
): GraphBundle {
  const said = sites.map(({ file, text }) => {
    const { value, problems } = parseSiteFile(text, file);
    if (value === undefined) throw new BuildError(problems);
    return siteAttributes(value).open;
  });
  return { ...bundle, attributes: mergeScopedAttributes([bundle.attributes, ...said]) };
}

/** @param graph with the values of the site @throws {BuildError} TRY_FAILED: nobody says where the private network is */
export function planNetwork(graph: Graph): TrialNetwork {
  const attributes = attributesOfMachine(graph, FRONTEND, nameMachine(FRONTEND));
  const say = (name: string): string => attributes.get(name)?.value ?? '';
  const frontend = say('private_address');
  const prefix = say('private_prefix');
  const iface = parseIpv4Interface(`${frontend}/${prefix}`);
  if (iface === undefined)
    return fail(
      'TRY_FAILED',
      'Nobody says which address the frontend has on the private network',
      undefined,
      'Give it in a site file, frontend: { private: { address } }, and: --site FILE',
    );
  return { frontend, observer: `${formatIpv4(broadcastOf(iface) - 1)}/${prefix}` };
}

/** How many disks a machine of an appliance has: as many as its storage needs at least. */
export function countDisks(graph: Graph, backend: InstallerBackend, appliance: string): number {
  const machine = attributesOfMachine(graph, appliance, nameMachine(appliance));
  const { profile } = traverse(graph, machine, appliance, { allowUnanswered: true, keepGoing: true });
  return profile === undefined ? 1 : backend.describe(profile).disks;
}
