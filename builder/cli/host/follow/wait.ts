import { describeWait, type Host, judgeWait, type WaitGoal } from '../../../hosts/mod.ts';
import { BuildError, countOf, errorProblem } from '../../../model/mod.ts';
import { selectHosts, withState } from '../../frontend/with-state.ts';
import { printLine } from '../../terminal/report.ts';
import type { HostWaitOptions } from './options.ts';

/**
 * `cairn host wait SELECTION`: until all hosts are there, or one of them will not come by itself, or the time is over.
 *
 * @throws {BuildError} HOST_NOT_READY for each host that is not there
 */
export async function runHostWait(selection: string, options: HostWaitOptions): Promise<void> {
  const goal: WaitGoal = options.installed === true && options.ready !== true ? 'installed' : 'ready';
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), options.timeout * 1000);
  let missing: readonly Host[] = [];
  try {
    await withState(async (state) => {
      let seen = -1;
      for await (const { hosts: revision } of state.watchChanges(stop.signal)) {
        if (revision === seen) continue;
        seen = revision;
        const hosts = await selectHosts(state, selection);
        missing = hosts.filter((host) => judgeWait(host, goal) !== 'there');
        if (missing.length === 0) return printLine(`${countOf(hosts.length, 'host')} ${goal}`);
        if (missing.some((host) => judgeWait(host, goal) === 'lost')) return;
      }
    });
  } finally {
    clearTimeout(timer);
  }
  if (missing.length > 0) throw new BuildError(missing.map((host) => notReady(host, goal)));
}

function notReady(host: Host, goal: WaitGoal) {
  const hint = `See: cairn host log ${host.name} --events`;
  return errorProblem('HOST_NOT_READY', `Not ${goal}: ${describeWait(host)}`, undefined, hint);
}
