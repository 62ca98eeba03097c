import { intrinsicAttributes, scopesOfHost } from '../../graph/mod.ts';
import { parseSiteFile, pickScopes, siteAttributes } from '../../model/files/mod.ts';
import { type AttributeMap, type AttributeScopes, BuildError, type Graph } from '../../model/mod.ts';
import type { Effects } from '../machine/effects.ts';
import { nameNetworkCards } from '../machine/network-cards.ts';
import type { State } from '../machine/state.ts';
import { addNetworkFacts } from './network-facts.ts';

/**
 * Every value that this machine's attributes could have, by scope: from the frontend where one knows the machine,
 * from the files of the medium otherwise.
 *
 * @throws {BuildError} a site file that is wrong
 */
export function collectScopes(
  effects: Effects,
  state: State,
  graph: Graph,
  appliance: string,
): AttributeScopes {
  return state.host === undefined
    ? scopesOfFiles(effects, state, graph, appliance)
    : scopesOfHost(graph, state.host, {
        mac: state.options.bootMac,
        secrets: state.secrets?.attributes,
        given: state.options.attributes,
      });
}

function scopesOfFiles(effects: Effects, state: State, graph: Graph, appliance: string): AttributeScopes {
  const sites = state.sites.map(({ file, text }) => {
    const parsed = parseSiteFile(text, file);
    if (parsed.value === undefined) throw new BuildError(parsed.problems);
    return siteAttributes(parsed.value);
  });
  const defaults = Object.fromEntries(graph.declarations.map((item) => [item.name, item.default ?? '']));
  const known = addNetworkFacts(
    { ...graph.attributes.global, ...merge(sites.map((site) => pickScopes(site, {}).global)) },
    defaults,
  );
  const given = addNetworkFacts({ ...state.options.attributes, ...state.given }, { ...defaults, ...known });
  const hostname =
    given['hostname'] ?? (appliance === 'frontend' ? (known['frontend_hostname'] ?? 'frontend') : appliance);
  const picked = sites.map((site) => pickScopes(site, { os: graph.os, appliance, host: hostname }));
  const host = {
    rack: '0',
    rank: '0',
    hostname,
    ...intrinsicAttributes(graph, appliance),
    ...merge(picked.map((scopes) => scopes.host)),
    ...given,
  };
  // Of the two ways to be root one is enough: with a key no password is asked for.
  const locked = (known['ssh_authorized_keys'] ?? '') === '' ? {} : { root_password_hash: '!' };
  return {
    global: { ...locked, ...known },
    os: { ...graph.attributes.os[graph.os], ...merge(picked.map((scopes) => scopes.os)) },
    appliance: {
      ...graph.attributes.appliance[appliance],
      ...merge(picked.map((scopes) => scopes.appliance)),
    },
    rack: {},
    host: { ...nameNetworkCards(effects, { ...known, ...host }), ...host },
  };
}

/** Later ones win: the medium's site is weaker than the stick's. */
function merge(maps: readonly (AttributeMap | undefined)[]): AttributeMap {
  return Object.assign({}, ...maps) as AttributeMap;
}
