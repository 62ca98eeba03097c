import type { DescribedMachine } from '../../backends/mod.ts';
import {
  type ChangePlan,
  keyOf,
  type PlannedChange,
  planChange,
  withoutOwnPassword,
} from '../../graph/mod.ts';
import {
  type ApplyAnswer,
  type ApplyRequest,
  HOST_PATHS,
  type HostDocument,
  type HostRecord,
  RELEASE_FILE,
} from '../../model/mod.ts';
import { planOf, renderPlanned } from '../answers/compile.ts';
import { installChanges } from '../change/install-changes.ts';
import { keepReconfigureScripts } from '../install/reconfigure.ts';
import { makeAccounts } from '../install/settings.ts';
import { installStartScripts } from '../install/start-scripts.ts';
import { type Effects, lastLines } from '../machine/effects.ts';
import { InstallFailure } from '../machine/failure.ts';
import { PATHS } from '../machine/paths.ts';
import { readVersions, writeRecord } from '../record/keep-record.ts';
import { filesOfScripts, removeFiles, writeFiles } from './change-files.ts';
import { changePackages } from './change-packages.ts';
import { changeUnits } from './change-units.ts';
import { filesOf, findDrift, keepOld } from './find-drift.ts';
import { APPLY_LOG, onMachine } from './on-machine.ts';
import { describeWanted, type Journal, type KeptState, readKept, recordToCompare } from './read-machine.ts';
import { chooseScripts, runAgain } from './run-again.ts';
import { takeKeyring } from './take-keyring.ts';

/** What of a plan is done, and what stays as it is because somebody has changed it by hand. */
interface Work {
  readonly plan: ChangePlan;
  readonly changes: readonly PlannedChange[];
  /** Files that are written again though nothing of them has changed. */
  readonly again: ReadonlySet<string>;
  /** Keys of things that stay as they are. */
  readonly left: ReadonlySet<string>;
}

/**
 * Brings this machine to what its frontend says of it, as far as that goes while it runs.
 *
 * @param real effects of this machine
 * @returns what there was to do and what was done; with the verdict `reinstall`, and with `dryRun`, nothing
 * @throws {BuildError} {InstallFailure} before anything is changed
 */
export function applyChange(real: Effects, request: ApplyRequest): ApplyAnswer<ChangePlan> {
  const effects = onMachine(real);
  const own =
    request.frontend === undefined ? withoutOwnPassword : (record: HostRecord): HostRecord => record;
  const read = readKept(effects);
  const kept = { ...read, record: own(read.record) };
  const described = describeWanted(effects, request);
  const versions = readVersions(effects, []);
  const known = Object.keys(versions).filter((name) => request.versions[name] !== undefined);
  const wanted: HostRecord = {
    ...own(described.record),
    versions: Object.fromEntries(known.map((name) => [name, request.versions[name]!])),
  };
  const plan = planChange({ ...recordToCompare(kept, wanted), versions }, wanted);
  const drift = findDrift(effects, kept);
  const answer = { format: 1, plan, drift, overwritten: [], record: kept.record } as const;
  if (plan.verdict === 'reinstall' || request.dryRun) return answer;
  const work = planWork(plan, described, drift, request.overwrite);
  if (work.changes.length + work.again.size === 0 && kept.begun.length === 0)
    return work.left.size === 0 ? { ...answer, record: renew(effects, wanted, kept, work, drift) } : answer;
  const overwritten = request.overwrite ? drift : [];
  try {
    for (const path of overwritten) keepOld(effects, path);
    writeJournal(effects, work, described, kept.record);
    carryOut(effects, request, described, work, new Set(filesOf(kept.record)));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const hint = error instanceof InstallFailure ? error.hint : undefined;
    const lines = [error.message, ...(hint ?? '').split('\n').slice(-6)].filter((line) => line !== '');
    return { ...answer, overwritten, failure: lines.join('\n') };
  }
  return {
    ...answer,
    overwritten,
    record: renew(effects, wanted, kept, work, request.overwrite ? [] : drift),
  };
}

function planWork(
  plan: ChangePlan,
  { record: { things } }: DescribedMachine,
  drift: readonly string[],
  overwrite: boolean,
): Work {
  if (overwrite) return { plan, changes: plan.changes, again: new Set(drift), left: new Set() };
  const byHand = new Set(drift);
  const written = filesOfScripts(things);
  const scripts = new Set(drift.flatMap((path) => written.get(path) ?? []));
  // With a script stay all of its files, and with them those who write them too
  for (let before = -1; before !== scripts.size; ) {
    before = scripts.size;
    for (const own of written.values())
      if (own.some((name) => scripts.has(name))) for (const name of own) scripts.add(name);
  }
  const stays = ({ kind, name }: PlannedChange): boolean =>
    kind === 'file'
      ? byHand.has(name) || (written.get(name) ?? []).some((script) => scripts.has(script))
      : kind === 'script' && scripts.has(name);
  const changes = plan.changes.filter((change) => !stays(change));
  return { plan, changes, again: new Set(), left: new Set(plan.changes.filter(stays).map(keyOf)) };
}

function writeJournal(
  effects: Effects,
  { changes, again }: Work,
  { record: { things } }: DescribedMachine,
  old: HostRecord,
): void {
  const keys = new Set([...changes.map(keyOf), ...[...again].map((name) => keyOf({ kind: 'file', name }))]);
  const before = old.things.filter((thing) => keys.has(keyOf(thing)));
  const now = things.filter((thing) => keys.has(keyOf(thing)));
  const journal: Journal = {
    format: 1,
    things: [...new Map([...before, ...now].map((one) => [keyOf(one), one])).values()],
  };
  effects.write(HOST_PATHS.applying, JSON.stringify(journal), 0o600);
  effects.run(['sync', '-f', HOST_PATHS.applying]);
}

/** In an order in which each finds what it needs: where packages come from, accounts, packages, and then all else. */
function carryOut(
  effects: Effects,
  request: ApplyRequest,
  { real, record: { things }, things: composed }: DescribedMachine,
  { plan, changes, again }: Work,
  ownFiles: ReadonlySet<string>,
): void {
  const debian = planOf(real);
  const own = (kind: PlannedChange['kind']): readonly PlannedChange[] =>
    changes.filter((one) => one.kind === kind);
  const written = filesOfScripts(things);
  const scripts = chooseScripts(things, changes, again);
  const ofApt = new Set(
    [...written]
      .flatMap(([path, names]) => (path.startsWith('/etc/apt/') ? names : []))
      .filter((name) => scripts.has(name)),
  );
  const paths = new Set([
    ...own('file')
      .filter(({ change }) => change !== 'removed')
      .map(({ name }) => name),
    ...again,
  ]);
  takeKeyring(effects, request.keyring);
  const pathsOfApt = new Set([...paths].filter((path) => path.startsWith('/etc/apt/')));
  writeFiles(effects, debian, pathsOfApt, ownFiles);
  runAgain(effects, real, ofApt);
  if (own('account').length > 0) makeAccounts(effects, debian.settings.accounts);
  changePackages(effects, changes);
  const lines = composed
    .filter(({ thing: { kind, name } }) =>
      changes.some(
        (one) => one.kind === kind && one.name === name && (kind === 'setting' || name.startsWith('user ')),
      ),
    )
    .map(({ content }) => content);
  if (lines.length > 0) runLines(effects, renderPlanned(debian, lines).directives);
  removeFiles(effects, changes);
  writeFiles(effects, debian, new Set([...paths].filter((path) => !pathsOfApt.has(path))), ownFiles);
  runAgain(effects, real, new Set([...scripts].filter((name) => !ofApt.has(name))));
  keepScripts(effects, request, real);
  changeUnits(effects, { changes, restarts: plan.restarts }, things);
}

function runLines(effects: Effects, text: string): void {
  const path = '/run/cairn-apply/settings';
  effects.write(path, text, 0o700);
  const status = effects.run(['sh', path]);
  effects.remove(path);
  if (status !== 0)
    throw new InstallFailure(
      `A setting failed with status ${status}`,
      lastLines(effects, APPLY_LOG).join('\n'),
    );
}

/** What runs later, by itself or when somebody says so: all of it anew. */
function keepScripts(
  effects: Effects,
  { appliance, frontend }: ApplyRequest,
  real: DescribedMachine['real'],
): void {
  const { scripts } = renderPlanned(planOf(real));
  for (const name of effects.list(PATHS.reconfigure)) effects.remove(`${PATHS.reconfigure}/${name}`);
  keepReconfigureScripts(effects, scripts.reconfigure);
  installStartScripts(effects, {
    firstBoot: [scripts['boot-pre'], scripts['boot-post']],
    ready: scripts.ready,
  });
  const host = frontend === undefined ? undefined : ({ appliance, frontend } as HostDocument);
  const { change } = planOf(real).scripts;
  installChanges(effects, host === undefined ? {} : { host }, change);
  if (change.length > 0) effects.run(['systemctl', 'start', '--no-block', 'cairn-changes.timer']);
}

/** The record of what is done: what stays as it is, stays in it. */
function renew(
  effects: Effects,
  wanted: HostRecord,
  { record: old, sums }: KeptState,
  { left }: Work,
  drift: readonly string[],
): HostRecord {
  const before = new Map(old.things.map((thing) => [keyOf(thing), thing]));
  const things = [
    ...wanted.things.flatMap((thing) => {
      if (!left.has(keyOf(thing))) return [thing];
      const known = before.get(keyOf(thing));
      return known === undefined ? [] : [known];
    }),
    ...old.things.filter(
      (thing) => left.has(keyOf(thing)) && !wanted.things.some((one) => keyOf(one) === keyOf(thing)),
    ),
  ];
  // Of a record with something left nobody can say that it is that of the graph
  const graph = left.size === 0 ? wanted.graph : '';
  const record: HostRecord = { ...wanted, graph, things, versions: readVersions(effects, []) };
  // What somebody changed is to be seen the next time, too
  writeRecord(effects, '', record, Object.fromEntries(drift.map((path) => [path, sums[path]!])));
  if (record.release !== '') effects.write(RELEASE_FILE, `${record.release}\n`);
  effects.remove(HOST_PATHS.applying);
  return record;
}
