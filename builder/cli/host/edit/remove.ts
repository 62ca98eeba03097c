import { countOf } from '../../../model/mod.ts';
import { findHostLogs } from '../../frontend/host-logs.ts';
import { selectHosts, withState } from '../../frontend/with-state.ts';
import { printLine } from '../../terminal/report.ts';

/** `cairn host remove SELECTION` */
export async function runHostRemove(selection: string): Promise<void> {
  await withState(async (state) => {
    const hosts = await selectHosts(state, selection);
    await state.removeHosts(hosts.map((host) => host.name));
    // The next host of this name begins with no log.
    const { createLogStore } = await import('../../../frontend/service/shared/log-store.ts');
    const logs = createLogStore(await findHostLogs());
    for (const { name } of hosts) await logs.forget(name);
    printLine(`${countOf(hosts.length, 'host')} removed`);
  });
}
