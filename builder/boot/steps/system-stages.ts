import { nameRelease, RELEASE_FILE, requirePlatform, type StoragePlan } from '../../model/mod.ts';
import { type Compiled, renderCompiled } from '../answers/compile.ts';
import { keepAnswers } from '../answers/keep-answers.ts';
import { installChanges } from '../change/install-changes.ts';
import { checkStart } from '../firmware/check-start.ts';
import { configureApt, forgetInstallSource } from '../install/apt-source.ts';
import { installBootLoader } from '../install/boot-loader.ts';
import { dropUnknown } from '../install/drop-unknown.ts';
import { installPackages, readPackageLists } from '../install/packages.ts';
import { keepReconfigureScripts } from '../install/reconfigure.ts';
import { setRootPassword } from '../install/root-password.ts';
import { renderPhase, runScripts } from '../install/scripts.ts';
import { giveSecretFiles, writeSecretFiles } from '../install/secret-files.ts';
import { makeAccounts, writeSettingFiles } from '../install/settings.ts';
import { installStartScripts } from '../install/start-scripts.ts';
import { enterTarget, inTarget, leaveTarget, mustInTarget } from '../install/target.ts';
import type { Effects } from '../machine/effects.ts';
import { InstallFailure } from '../machine/failure.ts';
import { PATHS } from '../machine/paths.ts';
import { readIdentity } from '../machine/source.ts';
import type { InstallState } from '../machine/state.ts';
import { chooseBase } from '../medium/choose-base.ts';
import { forgetBase, takeBase } from '../medium/take-base.ts';
import { keepEngine } from '../record/keep-engine.ts';
import { keepRecord } from '../record/keep-record.ts';
import { writeStorageFiles } from '../storage/storage-files.ts';

/** The whole base is there before any of it is unpacked: what comes damaged is never used. */
const FETCHED_BASE = `${PATHS.target}/.cairn-base.tar.zst`;

/** Comes with a base system that has an initial RAM disk, and puts it in its place if this system would make the same. */
const TAKE_INITRAMFS = '/usr/lib/cairn/initramfs/take';

/** What every stage of an installation works with. */
export interface Work {
  readonly effects: Effects;
  readonly state: InstallState;
  readonly compiled: Compiled;
  /** Moves the bar inside the present stage, 0 to 1. */
  readonly advance: (part: number, text?: string) => void;
}

/** The base system, as the build made it. */
export function unpackBase({ effects, state, compiled }: Work): void {
  const path = chooseBase(effects, state.source, compiled);
  const base = takeBase(effects, state.source, FETCHED_BASE, path);
  const unpack = [PATHS.tar, '-x', '--numeric-owner', '--xattrs', '--xattrs-include=*', '-C', PATHS.target];
  const status = effects.pipe(['zstd', '-dcq', base], unpack);
  if (status !== 0) throw new InstallFailure(`The base system cannot be unpacked (status ${status})`);
  forgetBase(effects, FETCHED_BASE);
}

/** The unpacked system knows its disks, its name and its secrets, and programs can run in it. */
export function openSystem({ effects, state, compiled }: Work): void {
  writeStorageFiles(effects);
  const hostname = compiled.attributes['hostname'] ?? 'localhost';
  effects.write(`${PATHS.target}/etc/hostname`, `${hostname}\n`);
  effects.write(`${PATHS.target}/etc/hosts`, `127.0.0.1 localhost\n127.0.1.1 ${hostname}\n`);
  // Package scripts ask the kernel (uname -n); nobody has told it yet
  effects.run(['hostname', hostname]);
  enterTarget(effects);
  // Before the packages: a service that finds its key does not make another
  writeSecretFiles(effects, state);
}

/** Every package of the profile, in one run of apt. */
export function installAllPackages({ effects, state, compiled, advance }: Work): void {
  const medium = readIdentity(effects);
  configureApt(effects, state.source, medium);
  const { selections, aptWords } = renderCompiled(compiled).texts;
  if (selections !== '') mustInTarget(effects, ['debconf-set-selections'], { input: selections });
  readPackageLists(effects, state.source, medium.suite);
  makeAccounts(effects, compiled.plan.settings.accounts);
  installPackages(effects, dropUnknown(effects, aptWords), (percent, text) => advance(percent / 100, text));
}

/** What the graph says beyond packages: directives, scripts, files, services. */
export function configure({ effects, state, compiled, advance }: Work): void {
  effects.write(
    `${PATHS.target}/var/log/cairn/description.json`,
    `${JSON.stringify(compiled.description, undefined, 1)}\n`,
    0o600,
  );
  effects.write(`${PATHS.target}${RELEASE_FILE}`, `${nameRelease(readIdentity(effects).id)}\n`);
  effects.write(`${PATHS.target}/run/cairn-directives`, renderCompiled(compiled).texts.directives, 0o700);
  mustInTarget(effects, ['sh', '/run/cairn-directives'], {
    log: `${PATHS.target}/var/log/cairn/directives.log`,
  });
  effects.remove(`${PATHS.target}/run/cairn-directives`);
  setRootPassword(effects, state, compiled.attributes['root_password_hash']);
  giveSecretFiles(effects, state);
  writeSettingFiles(effects, compiled.plan.settings.files);
  const post = renderPhase(compiled, 'post');
  runScripts(effects, state.source, PATHS.target, 'post', post, (index, item) =>
    advance(index / post.length, `${item.node}: running its script`),
  );
  installStartScripts(effects, {
    firstBoot: [renderPhase(compiled, 'boot-pre'), renderPhase(compiled, 'boot-post')],
    ready: renderPhase(compiled, 'ready'),
  });
  keepEngine(effects);
  installChanges(effects, state, compiled.plan.scripts.change);
  keepReconfigureScripts(effects, renderPhase(compiled, 'reconfigure'));
  keepAnswers(effects, state, compiled);
  for (const { name, enabled } of compiled.plan.units)
    mustInTarget(effects, ['systemctl', enabled ? 'enable' : 'disable', name]);
  keepRecord(effects, state);
}

/** One for each kernel, since no package made its own: but that of the base serves where nothing was added to it. */
export function makeInitramfs({ effects }: Work): void {
  if (effects.exists(`${PATHS.target}${TAKE_INITRAMFS}`) && inTarget(effects, [TAKE_INITRAMFS]) === 0) return;
  mustInTarget(effects, ['update-initramfs', '-c', '-k', 'all']);
}

/** The disk starts by itself, and this machine's firmware can start it. */
export function makeBootable({ effects, compiled }: Work, plan: StoragePlan): void {
  const { kernelOptions, menuTimeoutSeconds } = compiled.plan;
  const platform = requirePlatform(compiled.attributes['arch']!);
  installBootLoader(effects, plan, { platform, kernelOptions, timeoutSeconds: menuTimeoutSeconds });
  checkStart(effects, plan, platform);
}

/** Nothing of the installation stays behind. */
export function closeSystem({ effects }: Work): void {
  forgetInstallSource(effects);
  // One identity a machine, made at its first boot; "uninitialized" would let systemd apply its presets over ours
  effects.write(`${PATHS.target}/etc/machine-id`, '', 0o444);
  inTarget(effects, ['sync']);
  leaveTarget(effects);
}
