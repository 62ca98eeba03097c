import {
  ATTRIBUTE_SCOPES,
  type AttributeMap,
  type AttributeScopes,
  type Graph,
  type HostDocument,
} from '../../model/mod.ts';
import { intrinsicAttributes, scopesOfGraph } from './attributes-of-machine.ts';

/** What is known of one host besides its document. */
export interface HostKnowledge {
  /** The card that it was started from; the document's when left out. */
  readonly mac?: string | undefined;
  readonly secrets?: AttributeScopes | undefined;
  /** Stronger than all that is said elsewhere. */
  readonly given?: AttributeMap;
}

/**
 * Every value that the attributes of a host of a frontend could have, by scope. The graph has the recipe's and the
 * site's answers; what was set on the frontend is stronger in the same scope.
 */
export function scopesOfHost(
  graph: Graph,
  document: HostDocument,
  { mac = document.mac, secrets, given = {} }: HostKnowledge = {},
): AttributeScopes {
  const { name, appliance, rack, rank } = document;
  const known = scopesOfGraph(graph, appliance, { rack });
  const base: AttributeScopes = {
    ...known,
    // Nobody is asked for a password at a machine that nobody sits at
    global: { root_password_hash: '!', ...known.global },
    // The card that it was started from is on the private network; the frontend's own cards are not this machine's
    host: { private_mac: mac, private_interface: '', public_mac: '', public_interface: '' },
  };
  const all: AttributeScopes = Object.fromEntries(
    ATTRIBUTE_SCOPES.map((scope) => [
      scope,
      { ...base[scope], ...document.attributes[scope], ...secrets?.[scope] },
    ]),
  );
  const own: AttributeMap = { hostname: name, rack, rank, ...intrinsicAttributes(graph, appliance) };
  return { ...all, host: { ...all.host, ...given, ...own } };
}
