import type { MediumIdentity } from '../../model/mod.ts';
import { compile } from '../answers/compile.ts';
import { makeKeys } from '../answers/make-keys.ts';
import { prepareMenu } from '../answers/menu.ts';
import { isSiteKnown } from '../answers/read-sites.ts';
import { readStick } from '../answers/stick.ts';
import { takeDiscs } from '../discs/take-discs.ts';
import { checkSource } from '../fetch/check-source.ts';
import { hasOwnList, takeReleaseList } from '../fetch/release-list.ts';
import { fetchKnownHost } from '../frontend/known-host.ts';
import { announce } from '../machine/announce.ts';
import { moveClockForward } from '../machine/clock.ts';
import { type BootOptions, parseBootOptions } from '../machine/cmdline.ts';
import { type ConsoleMode, findPreferredConsole, prepareConsoles } from '../machine/consoles.ts';
import type { Effects } from '../machine/effects.ts';
import { InstallFailure } from '../machine/failure.ts';
import { startNetwork } from '../machine/network.ts';
import { PATHS } from '../machine/paths.ts';
import { openMedium, readIdentity, type Source } from '../machine/source.ts';
import { type InstallState, writeState } from '../machine/state.ts';
import { checkMedium } from '../medium/medium-check.ts';

const DPKG_STATUS = '/var/lib/dpkg/status';
const INITTAB = '/etc/inittab';

/**
 * Runs before d-i: finds the medium and the answers, compiles the graph once to see what is missing, and
 * prepares menu and consoles accordingly.
 */
export function runHook(effects: Effects): void {
  const startedMs = effects.now();
  const identity = readIdentity(effects);
  const { options, unknown } = parseBootOptions(effects.read('/proc/cmdline') ?? '');
  announce(effects, `${identity.name} ${identity.version}`);
  for (const word of unknown) announce(effects, `Unknown word on the kernel command line: ${word}`);
  // screen(1) would take the serial console away from the installer's dialogs
  effects.run(['chmod', 'a-x', '/usr/bin/screen']);
  if (options.action === 'rescue') {
    setConsoles(effects, 'rescue');
    if (options.source !== undefined) tryNetwork(effects, options);
    announce(effects, 'Rescue shell');
    return;
  }
  if (options.action === 'check') {
    setConsoles(effects, 'check');
    effects.start(['qjs', '--std', PATHS.boot, 'check']);
    return;
  }
  // Whatever fails from here on, d-i must start with our menu: its first item shows the failure.
  effects.write(DPKG_STATUS, prepareMenu(effects.read(DPKG_STATUS) ?? '', options.questions));
  setConsoles(effects, 'unattended');
  const began = beginState(options, startedMs);
  // So that a failure from here on is known to concern a machine of a frontend
  writeState(effects, began);
  moveClockForward(effects, identity.epochSeconds);
  const state =
    options.host === undefined
      ? takeDiscs(
          effects,
          findAnswers(effects, began, () => openVouched(effects, identity)),
        )
      : askFrontend(effects, began);
  // Packages of a disc may have been signed later
  if (state.source.discs !== undefined) moveClockForward(effects, readIdentity(effects).epochSeconds);
  writeState(effects, state);
  checkMedium(effects, state.source);
  const { missing } = compile(effects, state);
  if (state.host !== undefined) refuseUnanswered(missing);
  if (missing.length > 0 || state.options.questions) setConsoles(effects, 'questions');
  if (missing.length > 0) announce(effects, `To be asked: ${missing.map((item) => item.name).join(', ')}`);
  announce(effects, 'The graph is compiled; the installer starts');
}

/** What is known before anybody was asked. */
export function beginState(options: BootOptions, startedMs: number): InstallState {
  return { options, source: { url: options.source ?? '' }, inUse: [], sites: [], given: {}, startedMs };
}

/** In the rescue shell a network is of help, and its lack no reason to have no shell. */
function tryNetwork(effects: Effects, options: BootOptions): void {
  try {
    startNetwork(effects, options);
  } catch (error) {
    announce(effects, (error as Error).message);
  }
}

/**
 * A machine on its own: the medium and a stick, or a server that knows nothing of this machine.
 *
 * @param findMedium called where nobody says where the packages are
 */
export function findAnswers(effects: Effects, state: InstallState, findMedium: () => Source): InstallState {
  const source = state.options.source === undefined ? findMedium() : openServer(effects, state);
  announce(effects, `Packages come from ${source.device ?? source.url}`);
  const stick = readStick(effects);
  const found: InstallState = {
    ...state,
    source,
    inUse: [source.device, stick?.device].filter((device) => device !== undefined),
    sites: [...readBakedIn(effects), ...(stick?.sites ?? [])],
  };
  const { options } = found;
  const questions = options.questions || (options.questionsWithoutSite === true && !isSiteKnown(found));
  return { ...found, options: { ...options, questions }, keys: makeKeys(effects, found) };
}

/** A machine that a frontend knows: nothing is asked, and nothing but the frontend answers. */
export function askFrontend(effects: Effects, state: InstallState): InstallState {
  const source = openServer(effects, state);
  announce(effects, `The frontend is ${source.url}`);
  return { ...state, source, ...fetchKnownHost(effects, source.url, state.options) };
}

function openServer(effects: Effects, { options, source }: InstallState): Source {
  if (options.source === undefined)
    throw new InstallFailure('"cairn.source" is missing on the kernel command line: where are the packages?');
  startNetwork(effects, options);
  const identity = readIdentity(effects);
  checkSource(effects, source.url, identity);
  takeReleaseList(effects, source, identity);
  return source;
}

/** The medium, whose list is the one that the overlay vouches for. */
function openVouched(effects: Effects, identity: MediumIdentity): Source {
  const source = openMedium(effects, identity, () => hasOwnList(effects, identity));
  takeReleaseList(effects, source, identity);
  return source;
}

/** Nobody sits at a machine that a frontend installs. @throws {InstallFailure} */
function refuseUnanswered(missing: readonly { readonly name: string }[]): void {
  const names = missing.map(({ name }) => name);
  if (names.length === 0) return;
  throw new InstallFailure(
    `The frontend has no value for ${names.join(', ')}`,
    `Set it there: cairn attribute set ${names[0]} VALUE`,
  );
}

function setConsoles(effects: Effects, mode: ConsoleMode): void {
  effects.write(PATHS.consoleMode, mode);
  effects.write(PATHS.preferredConsole, findPreferredConsole(effects.read('/proc/consoles') ?? ''));
  effects.write(INITTAB, prepareConsoles(effects.read(INITTAB) ?? ''));
}

function readBakedIn(effects: Effects): InstallState['sites'] {
  const text = effects.read(PATHS.site);
  return text === undefined ? [] : [{ file: 'site.yaml (on the medium)', text }];
}
