import {
  type AttributeLayer,
  attributesOfHost,
  intrinsicAttributes,
  layersOfScopes,
  mergeLayers,
  pickLayers,
  resolveAttributes,
  type SaidAttributes,
} from '../../hosts/attributes/mod.ts';
import { siteAttributes } from '../../model/files/mod.ts';
import {
  type AttributeMap,
  type GraphValues,
  nameRelease,
  RELEASE_ATTRIBUTE,
  type ResolvedAttributes,
} from '../../model/mod.ts';
import type { Effects } from '../machine/effects.ts';
import { nameNetworkCards } from '../machine/network-cards.ts';
import { PATHS } from '../machine/paths.ts';
import { parseIdentity } from '../machine/source.ts';
import type { InstallState } from '../machine/state.ts';
import { addNetworkFacts, deriveNetworkFacts } from './network-facts.ts';
import { readSites } from './read-sites.ts';

/**
 * Which values this machine's attributes get: from the frontend where one knows the machine, from the files of the
 * medium otherwise.
 *
 * @throws {BuildError} a site file that is wrong
 */
export function resolveAnswers(
  effects: Effects,
  state: InstallState,
  graph: GraphValues,
  appliance: string,
): ResolvedAttributes {
  const { host, secrets, options } = state;
  if (host === undefined) return resolveFiles(effects, state, graph, appliance);
  const own = [
    ...layersOfScopes(host.attributes, 'state'),
    ...layersOfScopes(secrets?.attributes ?? {}, 'state', true),
  ];
  return attributesOfHost(graph, { ...host, mac: options.bootMac ?? host.mac }, own, options.attributes);
}

/** Weakest first: recipe, site on the medium, site on a stick, kernel command line, dialogs. */
function resolveFiles(
  effects: Effects,
  state: InstallState,
  graph: GraphValues,
  appliance: string,
): ResolvedAttributes {
  const sites = readSites(state);
  const said: readonly SaidAttributes[] = [
    { from: 'graph', open: graph.attributes },
    ...sites.map((site) => ({ from: 'site' as const, ...siteAttributes(site) })),
  ];
  const ofRolls = resolveAttributes([], graph, appliance);
  const defaults = Object.fromEntries(
    graph.declarations.map(({ name }) => [name, ofRolls.get(name)?.value ?? '']),
  );
  const ofPlace = mergeLayers(said.flatMap((one) => pickLayers(one, {}))).global;
  const facts = deriveNetworkFacts(ofPlace, defaults);
  const known = { ...facts, ...ofPlace };
  const given = addNetworkFacts({ ...state.options.attributes, ...state.given }, { ...defaults, ...known });
  const hostname =
    given['hostname'] ?? (appliance === 'frontend' ? (known['frontend_hostname'] ?? 'frontend') : appliance);
  const planned = sites.findLast(({ hosts }) => hosts?.[hostname] !== undefined)?.hosts?.[hostname];
  const machine = {
    ...nameOwnRelease(effects),
    rack: String(planned?.rack ?? 0),
    rank: String(planned?.rank ?? 0),
    hostname,
    ...intrinsicAttributes(graph, appliance),
  };
  const identity = {
    os: given['os'] ?? graph.os,
    appliance,
    rack: given['rack'] ?? machine.rack,
    host: hostname,
  };
  const picked = said.flatMap((one) => pickLayers(one, identity));
  const layers: readonly AttributeLayer[] = [
    { scope: 'global', from: 'machine', values: state.keys ?? {}, secret: true },
    ...lockRoot(known['ssh_authorized_keys'] ?? ''),
    { scope: 'global', from: 'machine', values: facts },
    { scope: 'host', from: 'machine', values: machine },
    ...picked,
    { scope: 'host', from: 'given', values: given },
  ];
  const cards = nameNetworkCards(effects, { ...known, ...mergeLayers(layers).host });
  return resolveAttributes([{ scope: 'host', from: 'machine', values: cards }, ...layers], graph, appliance);
}

/** What a machine on its own is installed from is its release. */
function nameOwnRelease(effects: Effects): AttributeMap {
  const id = parseIdentity(effects.read(PATHS.medium))?.id;
  return id === undefined ? {} : { [RELEASE_ATTRIBUTE]: nameRelease(id) };
}

/** Of the two ways to be root one is enough: with a key no password is asked for. */
function lockRoot(sshKeys: string): readonly AttributeLayer[] {
  return sshKeys === '' ? [] : [{ scope: 'global', from: 'machine', values: { root_password_hash: '!' } }];
}
