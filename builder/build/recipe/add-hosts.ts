import { parseDocument } from 'yaml';
import { type HostRow, hostsOfRows, type NewHost, parseHostsCsv } from '../../hosts/mod.ts';
import { readText, sha256 } from '../../io/mod.ts';
import { checkSite, parseSiteFile } from '../../model/files/mod.ts';
import { BuildError, errorProblem, type Place, type Problem } from '../../model/mod.ts';
import type { Site } from './read-site.ts';

/** A host as a site.yaml has it. */
type SiteHost = NonNullable<Site['hosts']>[string];

/** Nothing but the hosts is known of the place. */
const NOTHING = '{}\n';

/**
 * A site with the hosts of a list besides, as `cairn host import` takes it: a factory knows its machines before it knows where
 * they will stand.
 *
 * @param site undefined: of the place nothing else is known
 * @throws {BuildError} CSV_SYNTAX; HOST_WRONG, HOST_TWICE, SITE_HOST with the line
 */
export async function addHosts(site: Site | undefined, file: string): Promise<Site> {
  const rows = parseHostsCsv(await readText(file), file);
  const listed = readRows(rows, hostsOfRows(rows, undefined), site);
  const { placeOf: placeInSite, text, ...known } = site ?? nobodysSite(file);
  const hosts = Object.fromEntries([...listed].map(([name, { host }]) => [name, host]));
  const placeOf: Site['placeOf'] = (...path) =>
    (path[0] === 'hosts' ? listed.get(String(path[1]))?.place : undefined) ?? placeInSite(...path);
  const merged = { ...known, hosts: { ...known.hosts, ...hosts } };
  const problems = checkSite(merged, placeOf);
  if (problems.length > 0) throw new BuildError(problems);
  const words = parseDocument(text, { schema: 'failsafe', stringKeys: true }).toJS() as { hosts?: object };
  const whole = `${JSON.stringify({ ...words, hosts: { ...words.hosts, ...hosts } }, undefined, 2)}\n`;
  return { ...merged, text: whole, sha256: sha256(whole), placeOf };
}

function nobodysSite(file: string): Site {
  const { value, problems, placeOf } = parseSiteFile(NOTHING, file);
  if (value === undefined) throw new BuildError(problems);
  return { ...value, file, sha256: sha256(NOTHING), text: NOTHING, placeOf };
}

interface ListedHost {
  readonly host: SiteHost;
  readonly place: Place;
}

function readRows(
  rows: readonly HostRow[],
  found: ReturnType<typeof hostsOfRows>,
  site: Site | undefined,
): ReadonlyMap<string, ListedHost> {
  const problems: Problem[] = [];
  const hosts = new Map<string, ListedHost>();
  for (const [index, { place, values }] of rows.entries()) {
    const { name, appliance, rack, rank, macs = [], address, bmc, bootAction } = found[index] as NewHost;
    const refuse = (message: string, hint: string): void => {
      problems.push(errorProblem('HOST_WRONG', message, place, hint));
    };
    if (bootAction !== undefined || (values.bmc_password_file ?? '') !== '')
      refuse(
        'A medium carries neither boot actions nor passwords',
        'Leave "boot" and "bmc_password_file" out',
      );
    if (macs.length > 1) refuse('A host has several MAC addresses', 'Name the one that it boots from');
    const own = name ?? (rank === undefined ? undefined : `${appliance}-${rack ?? 0}-${rank}`);
    if (own === undefined) {
      refuse('The host has neither name nor rank', 'Give it one: compute-0-0');
      continue;
    }
    if (site?.hosts?.[own] !== undefined)
      problems.push(errorProblem('HOST_TWICE', `Host "${own}" is in "${site.file}" already`, place));
    const said = { rack, rank, mac: macs[0], address, bmc: bmc === '' ? undefined : bmc };
    const given = Object.entries(said).filter(([, value]) => value !== undefined);
    hosts.set(own, { host: { appliance, ...Object.fromEntries(given) }, place });
  }
  if (problems.length > 0) throw new BuildError(problems);
  return hosts;
}
