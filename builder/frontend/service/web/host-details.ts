import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Host } from '../../../hosts/mod.ts';
import type { HostDocument, Profile, Script } from '../../../model/mod.ts';
import { chooseColors } from '../../../render/picture/colors.ts';
import type { HostDetails, PlaceView } from '../../web/types.ts';
import type { ServiceContext } from '../shared/context.ts';
import type { GraphAnswer, GraphReader } from './graph-reader.ts';
import { viewHost } from './host-view.ts';

/** Of a host that was added a moment ago. */
const NOT_WRITTEN: GraphAnswer = {
  profile: undefined,
  problems: ['Its document is not written yet; look again in a moment'],
  rolls: [],
};

/** One host for the web page, with its description: what `cairn graph profile` says of it. */
export async function describeHost(
  context: ServiceContext,
  graph: GraphReader,
  host: Host,
): Promise<HostDetails> {
  const document = await readDocument(join(context.paths.run, 'hosts', `${host.name}.json`));
  const { profile, problems, rolls } = document === undefined ? NOT_WRITTEN : await graph.describe(document);
  const events = await context.state.listEvents({ host: host.name, limit: 100 });
  const colors = chooseColors(rolls);
  return {
    host: viewHost(host),
    attributes: document?.attributes ?? {},
    events: events.map(({ timeSeconds, kind, text }) => ({ timeSeconds, kind, text })),
    problems,
    rolls: rolls.map(({ name }, index) => ({ name, color: colors[index]! })),
    ...listContents(profile),
  };
}

function listContents(
  profile: Profile | undefined,
): Pick<HostDetails, 'nodes' | 'packages' | 'services' | 'files' | 'scripts'> {
  return {
    nodes: profile?.nodes.map(({ name, roll, file }) => ({ name, roll, file })) ?? [],
    packages: profile?.packages.enabled.map(({ name }) => name) ?? [],
    services: profile?.services.map(({ name, enabled }) => ({ name, enabled })) ?? [],
    files: profile?.files.map((file) => ({ ...placeOf(file), path: file.path, mode: file.mode })) ?? [],
    scripts:
      profile?.scripts.map((script) => ({
        ...placeOf(script),
        element: script.element,
        text: renderScript(script),
      })) ?? [],
  };
}

function placeOf({ node, roll, file, line }: PlaceView): PlaceView {
  return { node, roll, file, line };
}

/** A script as people wrote it: its files where they are written. */
function renderScript({ parts }: Script): string {
  return parts
    .map((part) =>
      part.kind === 'text' ? part.text : `<${part.mode} ${part.path}>\n${part.text}\n</${part.mode}>`,
    )
    .join('')
    .trim();
}

async function readDocument(path: string): Promise<HostDocument | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as HostDocument);
}
