import type { AttributeMap, GraphValues, HostDocument, ResolvedAttributes } from '../../model/mod.ts';
import type { Host, StoredAttribute } from '../types.ts';
import { intrinsicAttributes } from './intrinsic-attributes.ts';
import { type AttributeLayer, type MachineIdentity, pickLayers } from './layers.ts';
import { resolveAttributes } from './resolve-attributes.ts';
import { groupStoredAttributes } from './stored-attributes.ts';

/** What a frontend knows a host by, as its document says it. */
export type HostFacts = Pick<HostDocument, 'name' | 'appliance' | 'rack' | 'rank' | 'mac' | 'address'>;

export function factsOfHost({ name, appliance, rack, rank, macs, address }: Host): HostFacts {
  return { name, appliance, rack: String(rack), rank: String(rank), mac: macs[0] ?? '', address };
}

/** The scopes that a host of a cluster with this operating system is in. */
export function identityOfHost(
  { name, appliance, rack }: Pick<HostFacts, 'name' | 'appliance' | 'rack'>,
  os: string,
): MachineIdentity {
  return { os, appliance, rack, host: name };
}

/** {@link attributesOfHost} from the rows of the frontend's state; those of other machines change nothing. */
export function attributesFromState(
  graph: GraphValues,
  host: HostFacts,
  stored: readonly StoredAttribute[],
): ResolvedAttributes {
  const own = pickLayers(groupStoredAttributes(stored), identityOfHost(host, graph.os));
  return attributesOfHost(graph, host, own);
}

/**
 * Which values a host of a frontend gets, on the frontend and in the installer alike. What was set on the frontend
 * beats what recipe and site say in the same scope.
 *
 * @param own what was set on the frontend, in this host's scopes
 * @param given of this one start of the machine: stronger than all that is said elsewhere
 */
export function attributesOfHost(
  graph: GraphValues,
  host: HostFacts,
  own: readonly AttributeLayer[],
  given: AttributeMap = {},
): ResolvedAttributes {
  const { name: hostname, appliance, rack, rank, mac, address } = host;
  const facts = {
    host_mac: mac,
    host_address: address,
    // The card that it was started from is on the private network; the frontend's own cards are not this machine's
    private_mac: mac,
    private_interface: '',
    public_mac: '',
    public_interface: '',
  };
  const known = { hostname, rack, rank, ...intrinsicAttributes(graph, appliance) };
  return resolveAttributes(
    [
      // Nobody is asked for a password at a machine that nobody sits at
      { scope: 'global', from: 'machine', values: { root_password_hash: '!' } },
      ...pickLayers({ from: 'graph', open: graph.attributes }, identityOfHost(host, graph.os)),
      { scope: 'host', from: 'machine', values: facts },
      ...own,
      { scope: 'host', from: 'given', values: given },
      { scope: 'host', from: 'machine', values: known },
    ],
    graph,
    appliance,
  );
}
