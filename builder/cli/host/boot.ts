import { BOOT_ACTIONS, type BootAction, countOf, fail } from '../../model/mod.ts';
import { selectHosts, withState } from '../frontend/with-state.ts';
import { printLine } from '../terminal/report.ts';

/** `cairn boot SELECTION ACTION` */
export async function runBoot(selection: string, action: string): Promise<void> {
  if (!(BOOT_ACTIONS as readonly string[]).includes(action)) {
    fail('USAGE', `Boot action "${action}" is unknown`, undefined, `Known are: ${BOOT_ACTIONS.join(', ')}`);
  }
  await withState(async (state) => {
    const hosts = await selectHosts(state, selection);
    await state.setBootAction(
      hosts.map((host) => host.name),
      action as BootAction,
    );
    printLine(`${countOf(hosts.length, 'host')}: ${action} at the next start`);
  });
}
