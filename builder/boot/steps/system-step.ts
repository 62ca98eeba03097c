import { requirePlatform, type StoragePlan } from '../../model/mod.ts';
import { type Compiled, compile, renderCompiled } from '../answers/compile.ts';
import { keepAnswers } from '../answers/keep-answers.ts';
import { adoptKeptKeys } from '../answers/make-keys.ts';
import { type Debconf, type ProgressBar, startProgress } from '../debian-installer/debconf.ts';
import { takeSourceFile } from '../fetch/source-files.ts';
import { checkStart } from '../firmware/check-start.ts';
import { phaseReporter, reportPhase } from '../frontend/report.ts';
import { configureApt, forgetInstallSource } from '../install/apt-source.ts';
import { installBootLoader } from '../install/boot-loader.ts';
import { installPackages, readPackageLists } from '../install/packages.ts';
import { keepReconfigureScripts } from '../install/reconfigure.ts';
import { setRootPassword } from '../install/root-password.ts';
import { installFirstBoot, renderPhase, runScripts } from '../install/scripts.ts';
import { giveSecretFiles, writeSecretFiles } from '../install/secret-files.ts';
import { enterTarget, inTarget, leaveTarget, mustInTarget } from '../install/target.ts';
import { announce } from '../machine/announce.ts';
import type { Effects } from '../machine/effects.ts';
import { InstallFailure } from '../machine/failure.ts';
import { PATHS } from '../machine/paths.ts';
import { readIdentity } from '../machine/source.ts';
import { type InstallState, readState, writeState } from '../machine/state.ts';
import { FSTAB, STORAGE_PLAN } from './disks-step.ts';

/** The whole base is there before any of it is unpacked: what comes damaged is never used. */
const FETCHED_BASE = `${PATHS.target}/.cairn-base.tar.zst`;

interface Work {
  readonly effects: Effects;
  readonly state: InstallState;
  readonly compiled: Compiled;
  readonly plan: StoragePlan;
  /** Moves the bar inside the present stage, 0 to 1. */
  readonly advance: (part: number, text?: string) => void;
}

/** Stages in order, with their share of the bar (seconds on a slow machine). */
const STAGES: readonly {
  readonly title: string;
  readonly weight: number;
  readonly run: (work: Work) => void;
}[] = [
  { title: 'Unpacking the base system', weight: 40, run: unpackBase },
  { title: 'Installing packages', weight: 160, run: installAllPackages },
  { title: 'Configuring', weight: 40, run: configure },
  { title: 'Making the initial RAM disk', weight: 60, run: makeInitramfs },
  { title: 'Installing the boot loader', weight: 30, run: makeBootable },
];

/** Third menu item: everything on the disk. */
export function runSystem(effects: Effects, debconf: Debconf): void {
  const state = adoptKeptKeys(effects, readState(effects));
  writeState(effects, state);
  const compiled = compile(effects, state);
  const plan = JSON.parse(effects.read(STORAGE_PLAN) ?? 'null') as StoragePlan;
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
    stage.run({ effects, state, compiled, plan, advance });
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

function unpackBase({ effects, state, compiled }: Work): void {
  const base = takeSourceFile(effects, state.source, 'base.tar.zst', FETCHED_BASE);
  const unpack = [PATHS.tar, '-x', '--numeric-owner', '--xattrs', '--xattrs-include=*', '-C', PATHS.target];
  const status = effects.pipe(['zstd', '-dcq', base], unpack);
  if (status !== 0) throw new InstallFailure(`The base system cannot be unpacked (status ${status})`);
  effects.remove(FETCHED_BASE);
  effects.write(`${PATHS.target}/etc/fstab`, effects.read(FSTAB) ?? '');
  const hostname = compiled.attributes['hostname'] ?? 'localhost';
  effects.write(`${PATHS.target}/etc/hostname`, `${hostname}\n`);
  effects.write(`${PATHS.target}/etc/hosts`, `127.0.0.1 localhost\n127.0.1.1 ${hostname}\n`);
  // Package scripts ask the kernel (uname -n); nobody has told it yet
  effects.run(['hostname', hostname]);
  enterTarget(effects);
  // Before the packages: a service that finds its key does not make another
  writeSecretFiles(effects, state);
}

function installAllPackages({ effects, state, compiled, advance }: Work): void {
  const medium = readIdentity(effects);
  configureApt(effects, state.source, medium);
  const { selections, aptWords } = renderCompiled(compiled).texts;
  if (selections !== '') mustInTarget(effects, ['debconf-set-selections'], { input: selections });
  readPackageLists(effects, state.source, medium.suite);
  installPackages(effects, aptWords, (percent, text) => advance(percent / 100, text));
}

function configure({ effects, state, compiled, advance }: Work): void {
  effects.write(
    `${PATHS.target}/var/log/cairn/description.json`,
    `${JSON.stringify(compiled.description, undefined, 1)}\n`,
    0o600,
  );
  effects.write(`${PATHS.target}/run/cairn-directives`, renderCompiled(compiled).texts.directives, 0o700);
  mustInTarget(effects, ['sh', '/run/cairn-directives'], {
    log: `${PATHS.target}/var/log/cairn/directives.log`,
  });
  effects.remove(`${PATHS.target}/run/cairn-directives`);
  setRootPassword(effects, state, compiled.attributes['root_password_hash']);
  giveSecretFiles(effects, state);
  const post = renderPhase(compiled, 'post');
  runScripts(effects, state.source, PATHS.target, 'post', post, (index, item) =>
    advance(index / post.length, `${item.node}: running its script`),
  );
  installFirstBoot(effects, renderPhase(compiled, 'boot-pre'), renderPhase(compiled, 'boot-post'));
  keepReconfigureScripts(effects, renderPhase(compiled, 'reconfigure'));
  keepAnswers(effects, state, compiled);
  for (const { name, enabled } of compiled.plan.units)
    mustInTarget(effects, ['systemctl', enabled ? 'enable' : 'disable', name]);
}

function makeInitramfs({ effects }: Work): void {
  mustInTarget(effects, ['update-initramfs', '-c', '-k', 'all']);
}

function makeBootable({ effects, plan, compiled }: Work): void {
  const { kernelOptions, menuTimeoutSeconds } = compiled.plan;
  const platform = requirePlatform(compiled.attributes['arch']!);
  installBootLoader(effects, plan, { platform, kernelOptions, timeoutSeconds: menuTimeoutSeconds });
  forgetInstallSource(effects);
  checkStart(effects, plan, platform);
  // One identity a machine, made at its first boot; "uninitialized" would let systemd apply its presets over ours
  effects.write(`${PATHS.target}/etc/machine-id`, '', 0o444);
  inTarget(effects, ['sync']);
  leaveTarget(effects);
}
