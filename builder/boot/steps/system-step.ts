import type { StoragePlan } from '../../model/mod.ts';
import { compile } from '../answers/compile.ts';
import { adoptKeptKeys } from '../answers/make-keys.ts';
import { type Debconf, type ProgressBar, startProgress } from '../debian-installer/debconf.ts';
import { phaseReporter, reportPhase } from '../frontend/report.ts';
import { announce } from '../machine/announce.ts';
import type { Effects } from '../machine/effects.ts';
import { PATHS } from '../machine/paths.ts';
import { readState, writeState } from '../machine/state.ts';
import { STORAGE_PLAN } from './disks-step.ts';
import {
  closeSystem,
  configure,
  installAllPackages,
  makeBootable,
  makeInitramfs,
  openSystem,
  unpackBase,
  type Work,
} from './system-stages.ts';

/** Stages in order, with their share of the bar (seconds on a slow machine). */
const STAGES: readonly {
  readonly title: string;
  readonly weight: number;
  readonly run: (work: Work) => void;
}[] = [
  { title: 'Unpacking the base system', weight: 40, run: unpackAndOpen },
  { title: 'Installing packages', weight: 160, run: installAllPackages },
  { title: 'Configuring', weight: 40, run: configure },
  { title: 'Making the initial RAM disk', weight: 60, run: makeInitramfs },
  { title: 'Installing the boot loader', weight: 30, run: makeBootableAndClose },
];

/** Third menu item: everything on the disk. */
export function runSystem(effects: Effects, debconf: Debconf): void {
  const state = adoptKeptKeys(effects, readState(effects));
  writeState(effects, state);
  const compiled = compile(effects, state);
  const total = STAGES.reduce((sum, stage) => sum + stage.weight, 0);
  const bar = startProgress(debconf, total, 'Installing the system');
  const report = phaseReporter(effects, state);
  let done = 0;
  for (const stage of STAGES) {
    const started = effects.now();
    announce(effects, stage.title);
    bar.info(stage.title);
    // The disk was the first, the restart is the last
    const percentAt = (part: number): number => Math.round(2 + ((done + part * stage.weight) / total) * 97);
    reportPhase(effects, state, stage.title, percentAt(0));
    const moveBar = advancer(bar, done, stage.weight);
    const advance: Work['advance'] = (part, text) => {
      moveBar(part, text);
      report(stage.title, percentAt(part));
    };
    stage.run({ effects, state, compiled, advance });
    done += stage.weight;
    bar.set(done);
    effects.append(
      `${PATHS.logs}/seconds.tsv`,
      `${((effects.now() - started) / 1000).toFixed(1)}\t${stage.title}\n`,
    );
  }
  bar.stop();
}

/** debconf redraws on every call: only whole steps of the bar, and changed texts, are sent. */
function advancer(bar: ProgressBar, from: number, weight: number): Work['advance'] {
  let shown = from;
  let said = '';
  return (part, text) => {
    const now = Math.floor(from + Math.min(1, part) * weight);
    if (now === shown) return;
    shown = now;
    bar.set(now);
    if (text !== undefined && text !== said) bar.info(text);
    said = text ?? said;
  };
}

function unpackAndOpen(work: Work): void {
  unpackBase(work);
  openSystem(work);
}

function makeBootableAndClose(work: Work): void {
  makeBootable(work, JSON.parse(work.effects.read(STORAGE_PLAN) ?? 'null') as StoragePlan);
  closeSystem(work);
}
