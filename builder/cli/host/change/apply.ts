import type { State } from '../../../frontend/state/mod.ts';
import type { Host } from '../../../hosts/mod.ts';
import { run } from '../../../io/mod.ts';
import { type ApplyRequest, fail } from '../../../model/mod.ts';
import { NO_HOST_SELECTED, selectHosts, withState } from '../../frontend/with-state.ts';
import { readRolloutWish } from '../../rollout/begin/options.ts';
import { startRollout } from '../../rollout/begin/start.ts';
import { printJson, printLine, printText } from '../../terminal/report.ts';
import { askFrontend, askHosts, type MachineAnswer } from './ask-machines.ts';
import { type Cluster, readCluster, releaseOf, resolveHost } from './cluster.ts';
import { composeRequest } from './compose-request.ts';
import { describeFrontend, isFrontend, readOwnKey } from './frontend-self.ts';
import type { HostApplyOptions } from './options.ts';
import { describeWanted } from './plan-hosts.ts';
import { createVersionReader, type VersionReader } from './read-versions.ts';
import { isGood, renderAnswers } from './render-answers.ts';

type ApplyWish = Pick<HostApplyOptions, 'overwrite' | 'dryRun'>;

/** So many machines are given their requests at once; each has the graph in it. */
const AT_ONCE = 64;

/**
 * `cairn host apply SELECTION`: brings running hosts to their description. Exit code 1: one must be installed anew, or somebody
 * changed files by hand; 3: one did not answer, or failed.
 */
export async function runHostApply(selection: string, options: HostApplyOptions): Promise<void> {
  const wish = readRolloutWish('apply', options, { isOverwriting: options.overwrite === true });
  if (wish !== undefined && (options.dryRun === true || options.format === 'json'))
    fail('USAGE', 'A rollout answers later: --dry-run and --format json do not go with --at-once');
  await withState(async (state) => {
    if (wish !== undefined) return startRollout(state, wish, await selectHosts(state, selection));
    const cluster = await readCluster(state);
    const answers = isFrontend(cluster, selection)
      ? [await applyFrontend(cluster, options)]
      : await applyHosts(state, cluster, await selectHosts(state, selection), options);
    if (answers.length === 0 && options.format !== 'json') return printLine(NO_HOST_SELECTED);
    if (options.format === 'json') printJson({ hosts: answers.map(withoutRecord) });
    else printText(renderAnswers(answers, options.dryRun === true));
    if (answers.some(({ answer }) => answer === undefined || answer.failure !== undefined))
      process.exitCode = 3;
    else if (!answers.every(isGood)) process.exitCode = 1;
  });
}

/** The record is the frontend's business. */
function withoutRecord({ answer, ...rest }: MachineAnswer) {
  if (answer === undefined) return rest;
  const { record: _, ...said } = answer;
  return { ...rest, ...said };
}

/** Brings hosts to what is said of them now. @returns an answer for each, or why there is none */
export async function applyToHosts(
  state: State,
  hosts: readonly Host[],
  options: ApplyWish,
): Promise<readonly MachineAnswer[]> {
  return applyHosts(state, await readCluster(state), hosts, options);
}

async function applyHosts(
  state: State,
  cluster: Cluster,
  hosts: readonly Host[],
  options: ApplyWish,
): Promise<readonly MachineAnswer[]> {
  const records = new Map((await state.listRecords()).map((kept) => [kept.host, kept.summary]));
  const versionsOf = createVersionReader();
  const answers: MachineAnswer[] = [];
  for (let from = 0; from < hosts.length; from += AT_ONCE) {
    const requests = new Map<string, ApplyRequest>();
    for (const host of hosts.slice(from, from + AT_ONCE)) {
      const request = await requestOf(cluster, host, records.get(host.name)?.engine, versionsOf, options);
      if (typeof request === 'string') answers.push({ host: host.name, why: request });
      else requests.set(host.name, request);
    }
    for (const one of await askHosts(requests, run)) {
      answers.push(one);
      await keepAnswer(state, one, options);
    }
  }
  return answers;
}

async function requestOf(
  cluster: Cluster,
  host: Host,
  engine: string | undefined,
  versionsOf: VersionReader,
  options: ApplyWish,
): Promise<ApplyRequest | string> {
  const view = releaseOf(cluster, host);
  if (view === undefined)
    return 'it is to get a release that is not on this frontend (see: cairn release list)';
  const resolved = resolveHost(cluster, view, host);
  const described = describeWanted(cluster, { host, view, resolved });
  if (typeof described === 'string') return described;
  return composeRequest(cluster, view, resolved, described, {
    overwrite: options.overwrite === true,
    dryRun: options.dryRun === true,
    engine: engine ?? '',
    versions: await versionsOf(view),
    isHost: true,
  });
}

/** What a host is now, and what somebody changed on it, is known from then on. */
async function keepAnswer(state: State, { host, answer }: MachineAnswer, options: ApplyWish): Promise<void> {
  if (answer === undefined) return;
  const { record, drift, overwritten, failure, plan } = answer;
  await state.putRecord(
    host,
    record,
    drift.filter((path) => !overwritten.includes(path)),
  );
  if (options.dryRun === true || plan.verdict === 'nothing') return;
  if (failure !== undefined) await state.recordEvent(host, 'apply failed', failure.split('\n')[0]!);
  else if (plan.verdict === 'in place')
    await state.recordEvent(host, 'applied', `${plan.changes.length} changes`);
}

async function applyFrontend(cluster: Cluster, options: HostApplyOptions): Promise<MachineAnswer> {
  const host = cluster.config.hostname;
  const key = await readOwnKey();
  const described = describeFrontend(cluster, key);
  if (typeof described === 'string') return { host, why: described };
  const { view, resolved, wanted } = described;
  const request = await composeRequest(cluster, view, resolved, wanted, {
    overwrite: options.overwrite === true,
    dryRun: options.dryRun === true,
    // It is the very program
    engine: cluster.engine,
    versions: await createVersionReader()(view),
    isHost: false,
  });
  return askFrontend(host, request, run);
}
