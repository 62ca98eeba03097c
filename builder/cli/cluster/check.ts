import { withState } from '../frontend/with-state.ts';
import { readCluster } from '../host/change/cluster.ts';
import { planFrontend } from '../host/change/frontend-self.ts';
import { planHosts } from '../host/change/plan-hosts.ts';
import { printJson, printLine } from '../terminal/report.ts';
import type { ClusterCheckOptions } from './commands.ts';
import { judgeCluster, renderJudgement } from './judge-cluster.ts';

/** `cairn cluster check`: one line; exit code 1 when a machine does not run what it should. */
export async function runClusterCheck(options: ClusterCheckOptions): Promise<void> {
  const judgement = await withState(async (state) => {
    const cluster = await readCluster(state);
    const groups = [
      await planFrontend(cluster),
      ...(await planHosts(state, cluster, await state.listHosts())),
    ];
    const drift = (await state.listRecords()).filter((kept) => kept.drift.length > 0);
    return judgeCluster(
      groups,
      drift.map(({ host }) => host),
    );
  });
  if (options.format === 'json') printJson(judgement);
  else printLine(renderJudgement(judgement));
  if (!judgement.good) process.exitCode = 1;
}
