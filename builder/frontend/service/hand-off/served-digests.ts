import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HostDocument, ServedDigests } from '../../../model/mod.ts';
import { hostFolderOf, rosterFolderOf, type ServicePaths } from '../shared/config.ts';
import { digestLines } from '../shared/digest-lines.ts';
import type { GraphReader } from '../web/graph-reader.ts';

/**
 * Vouches for what a host fetches in the open: of the very files that are served.
 *
 * @throws something of it is not there
 */
export async function digestServed(
  paths: Pick<ServicePaths, 'run'>,
  host: { readonly name: string; readonly appliance: string },
  graph: Pick<GraphReader, 'digest'>,
): Promise<ServedDigests> {
  const document = await readFile(join(hostFolderOf(paths), `${host.name}.json`), 'utf8');
  const { roster } = JSON.parse(document) as HostDocument;
  const list = join(rosterFolderOf(paths), `${host.appliance}.json`);
  return {
    host: digestLines(document),
    graph: await graph.digest(),
    ...(roster === undefined ? {} : { roster: digestLines(await readFile(list, 'utf8')) }),
  };
}
