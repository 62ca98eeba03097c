import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { listPageSections } from '../../../graph/mod.ts';
import type { Host } from '../../../hosts/mod.ts';
import { HOST_DOCUMENT, parseJsonDocument } from '../../../model/documents/mod.ts';
import type { HostDocument } from '../../../model/mod.ts';
import { chooseMarks } from '../../../render/picture/colors.ts';
import type { HostDetails } from '../../web/types.ts';
import { hostFolderOf } from '../shared/config.ts';
import type { ServiceContext } from '../shared/context.ts';
import type { GraphAnswer } from './graph-reader.ts';
import { viewHost } from './host-view.ts';
import type { ReleaseGraphs } from './release-graphs.ts';

/** Of a host that was added a moment ago. */
const NOT_WRITTEN: GraphAnswer = {
  profile: undefined,
  problems: ['Its document is not written yet; look again in a moment'],
  rolls: [],
};

/** One host for the web page, with its description: what `cairn graph profile` says of it. */
export async function describeHost(
  context: ServiceContext,
  graphs: Pick<ReleaseGraphs, 'toInstall'>,
  host: Host,
): Promise<HostDetails> {
  const document = await readDocument(join(hostFolderOf(context.paths), `${host.name}.json`));
  const { profile, problems, rolls } =
    document === undefined ? NOT_WRITTEN : await (await graphs.toInstall(document)).describe(document);
  const events = await context.state.listEvents({ host: host.name, limit: 100 });
  const marks = chooseMarks(rolls);
  return {
    host: viewHost(host),
    life: context.alive.lifeOf(host) ?? null,
    attributes: document?.attributes ?? {},
    events: events.map(({ timeSeconds, kind, text }) => ({ timeSeconds, kind, text })),
    problems,
    rolls: rolls.map(({ name }, index) => ({ name, color: marks[index]!.color })),
    nodes: profile?.nodes.map(({ name, roll, file }) => ({ name, roll, file })) ?? [],
    contents: profile === undefined ? [] : listPageSections(profile),
  };
}

/** One of another version is written anew in a moment, too. */
async function readDocument(path: string): Promise<HostDocument | undefined> {
  try {
    return parseJsonDocument(HOST_DOCUMENT, await readFile(path, 'utf8'), path);
  } catch {
    return undefined;
  }
}
