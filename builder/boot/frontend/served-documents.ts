import { FRONTEND_IDENTITY, HOST_DOCUMENT, parseJsonDocument } from '../../model/documents/mod.ts';
import { FRONTEND_PATHS, type HostDocument, type ServedDigests } from '../../model/mod.ts';
import { fetchText } from '../fetch/fetch-text.ts';
import { sumFiles } from '../machine/checksum.ts';
import type { Effects } from '../machine/effects.ts';
import { InstallFailure } from '../machine/failure.ts';
import { PATHS } from '../machine/paths.ts';
import { readDocument } from '../machine/read-document.ts';

/** How often they are fetched anew: they may change between their digests and them. */
const ATTEMPTS = 3;
const PAUSE_MS = 1000;

/** Where what is fetched lies here, by what it is. */
const PLACES: Readonly<Record<keyof ServedDigests, string>> = {
  host: PATHS.hostDocument,
  graph: PATHS.fetchedBundle,
  roster: PATHS.roster,
};

/**
 * Fetches what a frontend serves of this machine in the open: its document, its release's graph, the list of hosts. Anybody on
 * the wire may have answered, until `insistOnServed` has compared them.
 *
 * @param source base address of the release that this machine gets
 * @throws {InstallFailure} one is missing
 * @throws {BuildError} of a form that this installer does not know
 */
export function fetchServed(effects: Effects, name: string, source: string): HostDocument {
  const { source: frontend } = readDocument(effects, PATHS.frontend, FRONTEND_IDENTITY);
  const document = fetchText(effects, `${frontend}${FRONTEND_PATHS.hosts}/${name}.json`, 'The host document');
  const host = parseJsonDocument(HOST_DOCUMENT, document, `${name}.json`);
  effects.write(PLACES.host, document);
  effects.write(PLACES.graph, fetchText(effects, `${source}/graph.json`, 'The graph'));
  if (host.roster === undefined) effects.remove(PLACES.roster);
  else effects.write(PLACES.roster, fetchText(effects, `${frontend}${host.roster}`, 'The list of hosts'));
  return host;
}

/**
 * Sees to it that what was fetched is what the frontend's service, whose key this installer knows, says it to be.
 *
 * @param said undefined of a service that is older than this installer
 * @returns the host document that is as it should be
 * @throws {InstallFailure} something is not
 */
export function insistOnServed(
  effects: Effects,
  { name, source, host }: { readonly name: string; readonly source: string; readonly host: HostDocument },
  said: ServedDigests | undefined,
): HostDocument {
  if (said === undefined) return host;
  let found = host;
  for (let left = ATTEMPTS; ; left -= 1) {
    const wrong = findOther(effects, said);
    if (wrong === undefined) return found;
    if (left === 0)
      throw new InstallFailure(
        `What came as ${WORDS[wrong]} of this machine is not what the frontend's service says it is`,
        "Somebody else on this network may have answered. See who has the frontend's address; then start this machine again",
      );
    effects.sleep(PAUSE_MS);
    found = fetchServed(effects, name, source);
  }
}

const WORDS: Readonly<Record<keyof ServedDigests, string>> = {
  host: 'the document',
  graph: 'the graph',
  roster: 'the list of hosts',
};

function findOther(effects: Effects, said: ServedDigests): keyof ServedDigests | undefined {
  const sums = sumFiles(effects, '', Object.values(PLACES));
  const kinds = Object.keys(PLACES) as (keyof ServedDigests)[];
  return kinds.find((kind) => sums.get(PLACES[kind]) !== said[kind]);
}
