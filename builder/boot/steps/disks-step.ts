import {
  type Disk,
  disksOf,
  formatProblem,
  requirePlatform,
  type StorageAnswers,
  type StoragePlan,
} from '../../model/mod.ts';
import { storageAnswers } from '../../render/storage/answers.ts';
import { describeDisk, isUsable } from '../../render/storage/choose-disk.ts';
import { listSets } from '../../render/storage/choose-set.ts';
import { planStorage } from '../../render/storage/plan.ts';
import { type Compiled, compile } from '../answers/compile.ts';
import { askQuestion, type Debconf, formatChoices } from '../debian-installer/debconf.ts';
import { checkFirmware } from '../firmware/boot-parts.ts';
import { reportPhase } from '../frontend/report.ts';
import { checkPackages } from '../install/check-packages.ts';
import { renderPhase, runScripts } from '../install/scripts.ts';
import { announce } from '../machine/announce.ts';
import { readDisks, readTable } from '../machine/disks.ts';
import { capture, type Effects } from '../machine/effects.ts';
import { InstallFailure } from '../machine/failure.ts';
import { PATHS } from '../machine/paths.ts';
import { readIdentity } from '../machine/source.ts';
import { type InstallState, readState } from '../machine/state.ts';
import { awaitMediumCheck } from '../medium/medium-check.ts';
import { fetchBaseEarly } from '../medium/take-base.ts';
import { inspectStorage } from '../storage/inspect-storage.ts';
import { mountTarget } from '../storage/mount-target.ts';
import { closeStorage, loadTools } from '../storage/open-storage.ts';
import { executePlan } from '../storage/partition.ts';
import { noteStorageFiles } from '../storage/storage-files.ts';

export const STORAGE_PLAN = '/run/cairn/storage.json';

/** Second menu item: the disk. The plan is printed before anything is written. */
export function runDisks(effects: Effects, debconf: Debconf): void {
  const state = readState(effects);
  const compiled = compile(effects, state);
  reportPhase(effects, state, 'Partitioning the disk', 1);
  const medium = readIdentity(effects);
  // Scripts of the graph may write to disks too
  awaitMediumCheck(effects, state.source);
  checkPackages(effects, state.source, medium, compiled.attributes['arch']!, compiled.plan);
  fetchBaseEarly(effects, state.source);
  runScripts(effects, state.source, '', 'pre', renderPhase(compiled, 'pre'), () => {});
  const plan = decide(effects, debconf, state, compiled);
  for (const line of plan.text) announce(effects, line);
  effects.write(`${PATHS.logs}/storage.txt`, `${plan.text.join('\n')}\n`);
  checkFirmware(effects, plan, requirePlatform(compiled.attributes['arch']!));
  executePlan(effects, plan);
  noteStorageFiles(effects, plan, mountTarget(effects, plan));
  effects.write(STORAGE_PLAN, JSON.stringify(plan), 0o600);
  const tables = disksOf(plan).flatMap(({ disk }) => readTable(effects, disk.path)?.id ?? []);
  effects.write(PATHS.disk, tables.join(','));
  announce(effects, 'The disk is partitioned');
}

/** The rules first; where they cannot decide and somebody is there, the person does. */
function decide(effects: Effects, debconf: Debconf, state: InstallState, compiled: Compiled): StoragePlan {
  const scheme = compiled.plan.scheme;
  if (scheme.length === 0)
    throw new InstallFailure('The graph has no storage scheme: no <part> directive is reached');
  loadTools(effects, scheme);
  closeStorage(effects, scheme);
  const disks = readDisks(effects, state.inUse);
  effects.write(`${PATHS.logs}/disks.json`, `${JSON.stringify(disks, undefined, 1)}\n`);
  const answers = resolveDevices(effects, bootAnswers(state, storageAnswers(compiled.attributes)));
  const contents = inspectStorage(effects, disks, scheme);
  let result = planStorage(disks, scheme, answers, contents);
  let asked = state.options.questions;
  // Nobody sits at a machine that a frontend installs: it fails, and the frontend shows why
  const isOne = listSets(scheme).every(({ most }) => most === 1);
  if ('problem' in result && state.host === undefined && isOne && disks.some(isUsable)) {
    for (const line of formatProblem(result.problem).split('\n')) announce(effects, line);
    announce(effects, 'Waiting for an answer in the installer: which disk?');
    const disk = askDisk(debconf, disks);
    result = planStorage(disks, scheme, { disk, wipe: [...answers.wipe, disk] }, contents);
    asked = true;
  }
  if ('problem' in result) throw new InstallFailure(formatProblem(result.problem));
  if (asked) confirm(debconf, result.plan);
  return result.plan;
}

function bootAnswers(state: InstallState, answers: StorageAnswers): StorageAnswers {
  const { disk, wipe } = state.options;
  const knownTable = state.secrets?.disk;
  return {
    ...answers,
    ...(disk === undefined ? {} : { disk }),
    ...(knownTable === undefined ? {} : { knownTable }),
    wipe: [...answers.wipe, ...wipe],
  };
}

/** Disks may be named by /dev/disk/by-id/...; the kernel's names are compared. */
function resolveDevices(effects: Effects, answers: StorageAnswers): StorageAnswers {
  const resolve = (text: string): string =>
    text.replace(
      /\/dev\/disk\/[^\s,]+/g,
      (path) => capture(effects, ['readlink', '-f', path])?.trim() ?? path,
    );
  return {
    ...answers,
    wipe: answers.wipe.map(resolve),
    ...(answers.disk === undefined ? {} : { disk: resolve(answers.disk) }),
  };
}

function askDisk(debconf: Debconf, disks: readonly Disk[]): string {
  const usable = disks.filter(isUsable);
  debconf.ask(`SUBST cairn/disk CHOICES ${formatChoices(usable.map(describeDisk))}`);
  const answer = askQuestion(debconf, 'cairn/disk');
  return usable.find((disk) => answer.startsWith(disk.path))?.path ?? usable[0]!.path;
}

function confirm(debconf: Debconf, plan: StoragePlan): void {
  debconf.ask(`SUBST cairn/confirm TEXT ${plan.text.join('\\n')}`);
  if (askQuestion(debconf, 'cairn/confirm') !== 'true')
    throw new InstallFailure('Nothing was written: the plan was refused');
}
