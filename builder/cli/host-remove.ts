import { countOf, printLine } from './report.ts';
import { selectHosts, withState } from './with-state.ts';

/** `cairn host remove SELECTION` */
export async function runHostRemove(selection: string): Promise<void> {
  await withState(async (state) => {
    const hosts = await selectHosts(state, selection);
    await state.removeHosts(hosts.map((host) => host.name));
    printLine(`${countOf(hosts.length, 'host')} removed`);
  });
}
