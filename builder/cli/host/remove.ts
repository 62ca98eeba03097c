import { countOf } from '../../model/mod.ts';
import { selectHosts, withState } from '../frontend/with-state.ts';
import { printLine } from '../terminal/report.ts';

/** `cairn host remove SELECTION` */
export async function runHostRemove(selection: string): Promise<void> {
  await withState(async (state) => {
    const hosts = await selectHosts(state, selection);
    await state.removeHosts(hosts.map((host) => host.name));
    printLine(`${countOf(hosts.length, 'host')} removed`);
  });
}
