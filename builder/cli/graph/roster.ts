import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Site } from '../../build/mod.ts';
import { hostFolderOf, rosterFolderOf, SERVICE_PATHS } from '../../frontend/service/shared/config.ts';
import { createRosterReader, type RosterReader } from '../../frontend/service/shared/roster-reader.ts';
import { attributesOfMachine, readGraphValues } from '../../graph/mod.ts';
import { attributesOfHost, layersOfScopes, pickLayers } from '../../hosts/mod.ts';
import { HOST_DOCUMENT, parseJsonDocument } from '../../model/documents/mod.ts';
import { siteAttributes } from '../../model/files/mod.ts';
import {
  type AttributeMap,
  fail,
  type GraphBundle,
  type HostDocument,
  RELEASE_ATTRIBUTE,
  type ResolvedAttributes,
  type Roster,
  type RosterHost,
} from '../../model/mod.ts';

/**
 * The hosts that a site names, and its frontend: what a frontend will know that is installed with it.
 *
 * @param bundle with the values of the site
 */
export function rosterOfSite(site: Site, bundle: GraphBundle): Roster {
  const { values } = readGraphValues(bundle);
  const said = { from: 'site' as const, open: { host: siteAttributes(site).open.host } };
  const ofFrontend = attributesOfMachine(values, 'frontend');
  const frontend: RosterHost = {
    name: ofFrontend.get('frontend_hostname')?.value ?? 'frontend',
    address: ofFrontend.get('private_address')?.value ?? '',
    appliance: 'frontend',
    rack: 0,
    rank: 0,
    attributes: openValues(ofFrontend),
  };
  const hosts = Object.entries(site.hosts ?? {}).map(([name, given]): RosterHost => {
    const { appliance, rack = 0, rank = 0, mac = '', address = '' } = given;
    const facts = { name, appliance, rack: String(rack), rank: String(rank), mac, address };
    const attributes = openValues(attributesOfHost(values, facts, pickLayers(said, { host: name })));
    return { name, address, appliance, rack, rank, attributes };
  });
  return { from: 'the site', hosts: [frontend, ...hosts] };
}

function openValues(resolved: ResolvedAttributes): AttributeMap {
  const open = [...resolved.values()].filter(({ secret }) => !secret);
  return Object.fromEntries(open.map(({ name, value }) => [name, value]));
}

/** On a frontend: what its service has published for machines of an appliance. */
export const readFrontendRoster: RosterReader = createRosterReader(rosterFolderOf(SERVICE_PATHS));

/** On a frontend: every open value of one of its hosts. @throws {BuildError} HOST_UNKNOWN */
export async function readFrontendHost(bundle: GraphBundle, name: string): Promise<AttributeMap> {
  const document = await readHostDocument(name);
  if (document === undefined) return fail('HOST_UNKNOWN', `This frontend has no host "${name}"`);
  const { values } = readGraphValues(bundle);
  return openValues(attributesOfHost(values, document, layersOfScopes(document.attributes, 'state')));
}

/** On a frontend: the release that one of its hosts gets; undefined where there is no such host. */
export async function readHostRelease(name: string): Promise<string | undefined> {
  return (await readHostDocument(name))?.attributes.host?.[RELEASE_ATTRIBUTE];
}

async function readHostDocument(name: string): Promise<HostDocument | undefined> {
  const path = join(hostFolderOf(SERVICE_PATHS), `${name}.json`);
  const text = await readFile(path, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : parseJsonDocument(HOST_DOCUMENT, text, path);
}
