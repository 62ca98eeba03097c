import { GRAPH_BUNDLE, parseJsonDocument } from '../../model/documents/mod.ts';
import { type SiteFile, siteAttributes } from '../../model/files/mod.ts';
import {
  type AttributeMap,
  CHECKSUMS_NAME,
  FRONTEND_ANSWERS_PATH,
  FRONTEND_ATTRIBUTES,
  type FrontendAnswers,
  type GraphBundle,
  isIntrinsicAttribute,
  mergePlace,
  mergeScopedAttributes,
  PLACE_FILE,
  RELEASE_IN_USE,
  RELEASES_FOLDER,
  replaceChecksum,
  type ScopedAttributes,
  SERVED_FOLDER,
} from '../../model/mod.ts';
import { sha256Of } from '../machine/checksum.ts';
import type { Effects } from '../machine/effects.ts';
import { InstallFailure } from '../machine/failure.ts';
import { PATHS } from '../machine/paths.ts';
import type { InstallState } from '../machine/state.ts';
import type { Compiled } from './compile.ts';
import { isNetworkFact } from './network-facts.ts';
import { readSites } from './read-sites.ts';

/**
 * A frontend asks the same graph with the same answers later, for itself and for every host. Open answers go into its
 * copy of the graph: those about the place for all, those about this machine for the appliance `frontend` alone.
 * Secrets, and answers about single hosts, are left for the frontend's state.
 */
export function keepAnswers(effects: Effects, state: InstallState, compiled: Compiled): void {
  const served = `${PATHS.target}${SERVED_FOLDER}`;
  const folder = `${served}/${RELEASES_FOLDER}/${RELEASE_IN_USE}`;
  const path = `${folder}/graph.json`;
  const text = effects.read(path);
  if (text === undefined) return;
  const bundle = parseJsonDocument(GRAPH_BUNDLE, text, 'graph.json of the release');
  const { open, place, answers } = splitAnswers(bundle, state, compiled, readRootHash(effects));
  effects.write(path, JSON.stringify({ ...bundle, attributes: open }));
  renewChecksum(effects, folder, 'graph.json');
  // For the graphs of releases that are added later
  effects.write(`${served}/${PLACE_FILE}`, `${JSON.stringify(place)}\n`);
  effects.write(`${PATHS.target}${FRONTEND_ANSWERS_PATH}`, JSON.stringify(answers), 0o600);
}

/** Whoever copies or checks the folder later does it by its list, which must say what the file is now. */
function renewChecksum(effects: Effects, folder: string, name: string): void {
  const list = effects.read(`${folder}/${CHECKSUMS_NAME}`);
  if (list === undefined) return;
  const sum = sha256Of(effects, `${folder}/${name}`);
  if (sum === undefined) throw new InstallFailure(`No checksum can be made of ${folder}/${name}`);
  effects.write(`${folder}/${CHECKSUMS_NAME}`, replaceChecksum(list, name, sum));
}

/** Answers by who gets them. */
interface SplitAnswers {
  /** The attributes of the frontend's graph. */
  readonly open: NonNullable<GraphBundle['attributes']>;
  /** Of these, what the place answered. */
  readonly place: Omit<ScopedAttributes, 'host'>;
  readonly answers: FrontendAnswers;
}

/**
 * Who gets which answer. A secret of another appliance than the frontend's is as secret as any.
 *
 * @param rootHash of root's password as it was set, whether asked for, given or made up; undefined: no password
 */
export function splitAnswers(
  bundle: GraphBundle,
  state: Pick<InstallState, 'sites' | 'given' | 'options' | 'keys' | 'keptKeys'>,
  compiled: Pick<Compiled, 'attributes' | 'openAnswers' | 'usedKeys'>,
  rootHash: string | undefined,
): SplitAnswers {
  const sites = readSites(state);
  const opened = sites.map((site) => siteAttributes(site).open);
  const hidden = sites.map((site) => siteAttributes(site).secret);
  const secret = secretNames(bundle, hidden);
  const isOpen = (name: string): boolean => !secret.has(name) && !isIntrinsicAttribute(name);
  const given = { ...state.options.attributes, ...state.given };

  const known = compiled.openAnswers;
  const ofPlace = { global: { ...given, ...pick(known, isNetworkFact) } };
  const { host: _hosts, ...answered } = mergeScopedAttributes([...opened, ofPlace], isOpen);
  const { global } = mergePlace(bundle.attributes, answered, isOpen);
  const ofFrontend = pick(known, (name) => isOpen(name) && known[name] !== global[name]);
  const frontend = { ...answered.appliance['frontend'], ...ofFrontend };
  const place = { ...answered, appliance: { ...answered.appliance, frontend } };
  const { host } = mergeScopedAttributes(
    opened.map((site) => ({ host: site.host })),
    (name) => isOpen(name) && !FRONTEND_ATTRIBUTES.includes(name),
  );
  // The cluster makes any other when a machine first uses it.
  const clusterKeys = new Set([...compiled.usedKeys, ...(state.keptKeys ?? [])]);
  const { [compiled.attributes['hostname'] ?? '']: _, ...hostAttributes } = host;
  return {
    open: mergePlace(bundle.attributes, place, isOpen),
    place,
    answers: {
      format: 1,
      secrets: collectSecrets([...opened, ...hidden], given, secret, rootHash),
      hostAttributes,
      ...(state.keys === undefined ? {} : { keys: pick(state.keys, (name) => clusterKeys.has(name)) }),
      hosts: Object.assign({}, ...sites.map((site) => plannedHosts(site.hosts))),
    },
  };
}

/** What some roll declares secret, and what a site keeps among its secrets. */
function secretNames(bundle: GraphBundle, hidden: readonly ScopedAttributes[]): ReadonlySet<string> {
  const declared = bundle.rolls.flatMap(({ attributes = {} }) =>
    Object.keys(attributes).filter((name) => attributes[name]?.secret === true),
  );
  const kept = hidden.flatMap(({ global, os, appliance, rack, host }) =>
    [{ global }, os, appliance, rack, host].flatMap((maps) => Object.values(maps).flatMap(Object.keys)),
  );
  return new Set([...declared, ...kept]);
}

/** @param parts what the site says openly, and over it what it keeps secret */
function collectSecrets(
  parts: readonly ScopedAttributes[],
  given: AttributeMap,
  secret: ReadonlySet<string>,
  rootHash: string | undefined,
): ScopedAttributes {
  const merged = mergeScopedAttributes([...parts, { global: given }], (name) => secret.has(name));
  const { root_password_hash: _, ...global } = merged.global;
  return {
    ...merged,
    global: rootHash === undefined ? global : { ...global, root_password_hash: rootHash },
  };
}

function pick(map: AttributeMap, wanted: (name: string) => boolean): AttributeMap {
  return Object.fromEntries(Object.entries(map).filter(([name]) => wanted(name)));
}

function plannedHosts(hosts: SiteFile['hosts'] = {}): FrontendAnswers['hosts'] {
  return Object.fromEntries(
    Object.entries(hosts).map(([name, { storage: _, ...planned }]) => [name, planned]),
  );
}

/** Hashes begin with "$"; anything else is a locked account. */
function readRootHash(effects: Effects): string | undefined {
  const shadow = effects.read(`${PATHS.target}/etc/shadow`) ?? '';
  return /^root:(\$[^:]+):/m.exec(shadow)?.[1];
}
