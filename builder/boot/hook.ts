import { announce } from './announce.ts';
import { parseBootOptions } from './cmdline.ts';
import { compile } from './compile.ts';
import { type ConsoleMode, findPreferredConsole, prepareConsoles } from './consoles.ts';
import type { Effects } from './effects.ts';
import { prepareMenu } from './menu.ts';
import { PATHS } from './paths.ts';
import { openMedium, readIdentity, type Source } from './source.ts';
import { type State, writeState } from './state.ts';
import { readStick } from './stick.ts';

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
    announce(effects, 'Rescue shell');
    return;
  }
  // Whatever fails from here on, d-i must start with our menu: its first item shows the failure.
  effects.write(DPKG_STATUS, prepareMenu(effects.read(DPKG_STATUS) ?? '', options.questions));
  setConsoles(effects, 'unattended');
  const source: Source =
    options.source === undefined ? openMedium(effects, identity) : { url: options.source };
  announce(effects, `Packages come from ${source.device ?? source.url}`);
  const stick = readStick(effects);
  const state: State = {
    options,
    source,
    inUse: [source.device, stick?.device].filter((device) => device !== undefined),
    sites: [...readBakedIn(effects), ...(stick?.sites ?? [])],
    given: {},
    startedMs,
  };
  writeState(effects, state);
  const { missing } = compile(effects, state);
  if (missing.length > 0 || options.questions) setConsoles(effects, 'questions');
  if (missing.length > 0) announce(effects, `To be asked: ${missing.map((item) => item.name).join(', ')}`);
  announce(effects, 'The graph is compiled; the installer starts');
}

function setConsoles(effects: Effects, mode: ConsoleMode): void {
  effects.write(PATHS.consoleMode, mode);
  effects.write(PATHS.preferredConsole, findPreferredConsole(effects.read('/proc/consoles') ?? ''));
  effects.write(INITTAB, prepareConsoles(effects.read(INITTAB) ?? ''));
}

function readBakedIn(effects: Effects): State['sites'] {
  const text = effects.read(PATHS.site);
  return text === undefined ? [] : [{ file: 'site.yaml (on the medium)', text }];
}
