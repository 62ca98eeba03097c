import { BASE_SYSTEM, type TrialFolder, type TrialResult, type TrialStage } from '../../model/mod.ts';
import { compile, renderCompiled } from '../answers/compile.ts';
import { adoptKeptKeys } from '../answers/make-keys.ts';
import { checkSource } from '../fetch/check-source.ts';
import { readSourceSum } from '../fetch/source-files.ts';
import { reportPhase } from '../frontend/report.ts';
import { checkPackages } from '../install/check-packages.ts';
import { renderPhase, runScripts } from '../install/scripts.ts';
import { leaveTarget } from '../install/target.ts';
import { announce } from '../machine/announce.ts';
import { sha256Of } from '../machine/checksum.ts';
import { parseBootOptions } from '../machine/cmdline.ts';
import type { Effects } from '../machine/effects.ts';
import { InstallFailure } from '../machine/failure.ts';
import { PATHS } from '../machine/paths.ts';
import { readIdentity, type Source, serveMedium } from '../machine/source.ts';
import { type InstallState, writeState } from '../machine/state.ts';
import { handOver } from '../steps/finish-step.ts';
import { askFrontend, beginState, findAnswers } from '../steps/hook.ts';
import {
  closeSystem,
  configure,
  installAllPackages,
  openSystem,
  unpackBase,
  type Work,
} from '../steps/system-stages.ts';
import { FSTAB } from '../storage/storage-files.ts';
import { inContainer } from './container-effects.ts';
import { ensureLayer, mountLayers, nameLayer } from './layers.ts';
import { mountKept, planKept, readLaid, unmountKept } from './machine-folders.ts';
import { NEUTRAL_NAME, noteNamed, settleName } from './neutral-name.ts';

/** Installs this machine into a folder of layers: everything but disk, boot loader and initial RAM disk. */
export function runTrial(real: Effects): void {
  const effects = inContainer(real);
  const startedMs = effects.now();
  mountKernel(effects);
  const began = prepare(effects, startedMs);
  const state = adoptKept(effects, began, planKept(compile(effects, began).plan.scheme));
  const compiled = compile(effects, state);
  if (compiled.missing.length > 0)
    throw new InstallFailure(
      `Nobody gave a value for ${compiled.missing.map(({ name }) => name).join(', ')}`,
      'Give it in a site file: cairn try --site FILE',
    );
  const work: Work = { effects, state, compiled, advance: () => {} };
  const identity = readIdentity(effects);
  checkPackages(effects, state.source, identity, compiled.attributes['arch']!, compiled.plan);
  runScripts(effects, state.source, '', 'pre', renderPhase(compiled, 'pre'), () => {});
  effects.write(FSTAB, '# A container: its file systems are there already\n');
  const result = installLayers(work);
  handOver(effects, state);
  effects.write(PATHS.trial.result, JSON.stringify(result), 0o600);
  announce(effects, 'Finished; the container can be started');
}

/** Of the kernel a container has views of its own. */
function mountKernel(effects: Effects): void {
  // A failure has no console where somebody could open a shell
  effects.write(PATHS.attended, '');
  for (const [type, place] of [
    ['proc', '/proc'],
    ['sysfs', '/sys'],
  ] as const)
    if (effects.run(['mount', '-t', type, type, place]) !== 0)
      throw new InstallFailure(`Cannot mount ${type} on "${place}"`);
}

function prepare(effects: Effects, startedMs: number): InstallState {
  const identity = readIdentity(effects);
  const { options } = parseBootOptions(effects.read('/proc/cmdline') ?? '');
  announce(effects, `${identity.name} ${identity.version}`);
  const began = beginState(options, startedMs);
  writeState(effects, began);
  const openMounted = (): Source => {
    const source = serveMedium(effects, PATHS.source);
    checkSource(effects, source.url, identity);
    return source;
  };
  const state =
    options.host === undefined ? findAnswers(effects, began, openMounted) : askFrontend(effects, began);
  writeState(effects, state);
  return state;
}

/** What an installation before this one left tells who the machine is, as on a disk. */
function adoptKept(effects: Effects, began: InstallState, kept: readonly TrialFolder[]): InstallState {
  mountKept(effects, kept);
  const state = adoptKeptKeys(effects, began);
  unmountKept(effects, kept);
  writeState(effects, state);
  return state;
}

/** The same stages as on a disk; what does not depend on this one machine is a layer, made once. */
function installLayers(work: Work): TrialResult {
  const { effects, state, compiled } = work;
  const stages: TrialStage[] = [];
  const stage = (title: string, run: () => boolean): void => {
    const started = effects.now();
    announce(effects, title);
    reportPhase(effects, state, title, 20 * (stages.length + 1));
    const made = run();
    const took = Math.round(effects.now() - started) / 1000;
    stages.push({ title, seconds: took, ...(made ? {} : { cached: true }) });
  };
  const base = nameLayer(effects, 'base', readSourceSum(effects, state.source, BASE_SYSTEM));
  const packages = nameLayer(effects, 'packages', describePackages(work, base));
  stage('Unpacking the base system', () => ensureLayer(effects, base, [], () => unpackBase(work)));
  stage('Installing packages', () =>
    ensureLayer(effects, packages, [base], () => {
      openSystem(withName(work, NEUTRAL_NAME));
      installAllPackages(work);
      noteNamed(effects);
      leaveTarget(effects);
      // What only one machine may have is of no layer
      for (const path of secretPaths(state)) effects.remove(`${PATHS.target}${path}`);
    }),
  );
  mountLayers(effects, [packages, base], PATHS.trial.machine);
  const { hostname = 'localhost', appliance = '' } = compiled.attributes;
  const kept = planKept(compiled.plan.scheme);
  stage('Configuring', () => {
    for (const { mount } of compiled.plan.scheme)
      if (mount !== undefined) effects.run(['mkdir', '-p', `${PATHS.target}${mount}`]);
    mountKept(effects, kept);
    openSystem(work);
    settleName(effects, hostname);
    configure(work);
    closeSystem(work);
    return true;
  });
  const { attributes, plan } = compiled;
  return {
    format: 1,
    hostname,
    appliance,
    layers: [packages, base],
    folders: [...kept, ...readLaid(effects)],
    attributes,
    units: plan.units,
    settings: plan.settings.files.map(({ path, by }) => ({ path, by })),
    stages,
    secrets: collectSecrets(work),
  };
}

/** The same work for a machine of another name. */
function withName(work: Work, hostname: string): Work {
  const { compiled } = work;
  return { ...work, compiled: { ...compiled, attributes: { ...compiled.attributes, hostname } } };
}

/** All that the stage of packages looks at: nothing of it is of one machine alone. */
function describePackages({ effects, state, compiled }: Work, base: string): unknown {
  const { selections, aptWords } = renderCompiled(compiled).texts;
  return {
    base,
    installer: sha256Of(effects, PATHS.boot),
    medium: readIdentity(effects).id,
    secrets: secretPaths(state),
    selections,
    accounts: compiled.plan.settings.accounts,
    aptWords,
  };
}

function secretPaths(state: InstallState): string[] {
  return Object.keys(state.secrets?.files ?? {}).sort();
}

/** Shorter ones are words that anybody may use. */
const SECRET_LENGTH = 12;

/** What the frontend, or this machine itself, keeps from others; files that only root may read are looked at as files. */
function collectSecrets({ state, compiled }: Work): string[] {
  const scopes = state.secrets?.attributes ?? {};
  const given = [scopes.global, scopes.appliance, scopes.host, state.keys].flatMap((values) =>
    Object.values(values ?? {}),
  );
  const hash = compiled.attributes['root_password_hash'] ?? '';
  return [...new Set([...given, hash])].filter((value) => value.length >= SECRET_LENGTH).sort();
}
