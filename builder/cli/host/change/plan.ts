import { renderPlan } from '../../../graph/mod.ts';
import { foldNodeSet } from '../../../hosts/mod.ts';
import { NO_HOST_SELECTED, selectHosts, withState } from '../../frontend/with-state.ts';
import { printJson, printLine, printText } from '../../terminal/report.ts';
import { placesOf, readCluster } from './cluster.ts';
import { isFrontend, planFrontend } from './frontend-self.ts';
import type { HostPlanOptions } from './options.ts';
import { type PlannedGroup, planHosts } from './plan-hosts.ts';

/** `cairn host plan SELECTION`: what would change on hosts, and how; exit code 1 when something would. */
export async function runHostPlan(selection: string, options: HostPlanOptions): Promise<void> {
  const groups = await withState(async (state) => {
    const cluster = await readCluster(state, placesOf(), options.release);
    if (isFrontend(cluster, selection)) return [await planFrontend(cluster)];
    return planHosts(state, cluster, await selectHosts(state, selection));
  });
  if (options.format === 'json') printJson({ groups });
  else if (groups.length === 0) printLine(NO_HOST_SELECTED);
  else printText(renderGroups(groups));
  if (groups.some(({ plan }) => plan?.verdict !== 'nothing')) process.exitCode = 1;
}

/** Groups for people: who, the verdict, and what changes. */
export function renderGroups(groups: readonly PlannedGroup[]): string {
  const lines = groups.flatMap(({ hosts, plan, why, shown }) => {
    const names = foldNodeSet(hosts);
    if (plan === undefined) return [`${names}: ${why}`];
    const whose = shown === undefined ? [] : [`  as on ${shown}: each has its own name, rank and addresses`];
    return [`${names}: ${plan.verdict}`, ...whose, ...renderPlan(plan)];
  });
  return lines.map((line) => `${line}\n`).join('');
}
