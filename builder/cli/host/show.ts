import type { State } from '../../frontend/state/mod.ts';
import { readGraphValues } from '../../graph/mod.ts';
import { attributesFromState, factsOfHost, groupsOf, type Host, identityOfHost } from '../../hosts/mod.ts';
import { fail } from '../../model/mod.ts';
import { readGraphOfHost } from '../frontend/frontend-graph.ts';
import { findHostLogs } from '../frontend/host-logs.ts';
import { selectHosts, withState } from '../frontend/with-state.ts';
import { describeSource } from '../site/attribute-list.ts';
import { printJson, printText } from '../terminal/report.ts';
import type { HostShowOptions } from './commands.ts';
import { renderHostPage } from './show-text.ts';

const MOST_EVENTS = 20;

/** `cairn host show HOST`: everything that is known of it; secrets are named and not shown. */
export async function runHostShow(name: string, options: HostShowOptions): Promise<void> {
  const page = await withState(async (state) => {
    const [host, second] = await selectHosts(state, name);
    if (host === undefined) return fail('HOST_UNKNOWN', `No host is in "${name}"`);
    if (second !== undefined)
      return fail('USAGE', `"${name}" is more than one host`, undefined, `See: cairn host list ${name}`);
    return readHostPage(state, host, options.bundle);
  });
  if (options.format === 'json') printJson(page);
  else printText(renderHostPage(page, Math.floor(Date.now() / 1000)));
}

/** What is known of one host, as it may be shown to its administrator. */
export type HostPage = Awaited<ReturnType<typeof readHostPage>>;

async function readHostPage(state: State, host: Host, bundle: string | undefined) {
  const graph = await readGraphOfHost(state, host, bundle);
  const { values } = readGraphValues(graph ?? { format: 1, rolls: [] });
  const facts = factsOfHost(host);
  const stored = await state.attributesOf(identityOfHost(facts, values.os));
  const resolved = [...attributesFromState(values, facts, stored).values()];
  const events = await state.listEvents({ host: host.name, limit: MOST_EVENTS });
  const certificates = await state.listCertificates({ name: host.name });
  const { createLogStore } = await import('../../frontend/service/shared/log-store.ts');
  const log = await createLogStore(await findHostLogs()).read(host.name, 0, 0);
  return {
    host,
    groups: groupsOf(host),
    attributes: resolved.map(({ name, secret, winner }) => ({ name, ...describeSource(winner, secret) })),
    keys: (await state.listKeys(host.name)).map((key) => key.name),
    certificates: certificates
      .filter(({ kind }) => kind === 'host')
      .map(({ serial, service, untilSeconds, revokedSeconds }) => ({
        ...{ serial, service, untilSeconds },
        ...(revokedSeconds === undefined ? {} : { revokedSeconds }),
      })),
    events: events.map(({ timeSeconds, kind, text }) => ({ timeSeconds, kind, text })),
    logBytes: log.sizeBytes,
  };
}
