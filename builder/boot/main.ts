import { BuildError } from '../model/mod.ts';
import { runApply } from './apply/run-apply.ts';
import { followHosts } from './change/follow-hosts.ts';
import { connectDebconf, type Debconf, showText } from './debian-installer/debconf.ts';
import { endOfHost } from './frontend/end-of-host.ts';
import { runSendLog } from './frontend/send-log.ts';
import { announceFailure } from './machine/announce.ts';
import type { Effects } from './machine/effects.ts';
import { InstallFailure } from './machine/failure.ts';
import { PATHS } from './machine/paths.ts';
import { quickjsEffects } from './machine/quickjs-effects.ts';
import { runMediumCheck } from './medium/medium-check.ts';
import { runAnswers } from './steps/ask.ts';
import { runCheck } from './steps/check-step.ts';
import { runDisks } from './steps/disks-step.ts';
import { runFinish } from './steps/finish-step.ts';
import { runHook } from './steps/hook.ts';
import { runSystem } from './steps/system-step.ts';
import { layRelease } from './trial/lay-release.ts';
import { runTrial } from './trial/trial-step.ts';

/** The installer's program: `qjs --std boot.js STEP`. */
const STEPS: Readonly<Record<string, (effects: Effects, debconf: Debconf) => void>> = {
  hook: runHook,
  answers: runAnswers,
  disks: runDisks,
  system: runSystem,
  finish: runFinish,
  'send-log': runSendLog,
  'check-medium': runMediumCheck,
  check: runCheck,
  trial: runTrial,
};

/** Runs a step and returns its exit status; a failure is told on every console and stops the installation. */
export function runStep(name: string, effects: Effects, debconf: Debconf): number {
  const earlier = effects.read(PATHS.failure);
  try {
    // d-i's menu would go on with the next item after one has failed
    if (earlier !== undefined && name !== 'hook') throw new InstallFailure(earlier.trim());
    const step = STEPS[name];
    if (step === undefined) throw new InstallFailure(`There is no step "${name}"`);
    step(effects, debconf);
    return 0;
  } catch (error) {
    const lines = describeFailure(error);
    if (earlier === undefined) announceFailure(effects, lines);
    endOfHost(effects, name, lines);
    if (name !== 'hook') showText(debconf, 'cairn/failed', lines.join('\n'));
    return 1;
  }
}

function describeFailure(error: unknown): string[] {
  if (error instanceof InstallFailure)
    return [error.message, ...(error.hint ?? '').split('\n')].filter((line) => line !== '');
  if (error instanceof BuildError) return error.message.split('\n');
  if (error instanceof Error)
    return [`The installer's own program failed: ${error.message}`, ...(error.stack ?? '').split('\n')];
  return [String(error)];
}

type Say = (line: string) => void;
type Command = (effects: Effects, words: readonly string[], say: Say, print: Say) => void;

/** What scripts of the graph and units of an installed machine call by name; they see the failure, and it is theirs. */
const COMMANDS: Readonly<Record<string, Command>> = {
  apply: runApply,
  'copy-release': layRelease,
  'follow-hosts': followHosts,
};

/**
 * Runs a command and returns its exit status.
 *
 * @param say where its words and the reason of a failure go, line by line
 * @param print where its answer goes, of a command that has one
 */
export function runCommand(
  name: string,
  words: readonly string[],
  effects: Effects,
  say: Say,
  print: Say = say,
): number {
  try {
    COMMANDS[name]!(effects, words, say, print);
    return 0;
  } catch (error) {
    for (const line of describeFailure(error)) say(`${name}: ${line}`);
    return 1;
  }
}

/** debconf's channel: d-i's confmodule puts its replies on descriptor 0 and takes commands on 3. */
function openDebconf(): Debconf {
  const commands = std.fdopen(3, 'w');
  const replies = std.fdopen(0, 'r');
  const send = (line: string): void => {
    commands?.puts(`${line}\n`);
    commands?.flush();
  };
  const debconf = connectDebconf(send, () => replies?.getline() ?? null);
  debconf.ask('CAPB escape'); // line breaks inside values are written \\n from here on
  return debconf;
}

/** The bundle runs by itself under qjs; in Node, tests call runStep with their own effects. */
if (typeof scriptArgs !== 'undefined') {
  const [, step = '', ...words] = scriptArgs;
  if (Object.hasOwn(COMMANDS, step))
    std.exit(
      runCommand(
        step,
        words,
        quickjsEffects,
        (line) => std.err.puts(`${line}\n`),
        (line) => std.out.puts(`${line}\n`),
      ),
    );
  const silent: Debconf = { ask: () => '' };
  const withoutDialogs = ['hook', 'send-log', 'check-medium', 'check', 'trial'].includes(step);
  std.exit(runStep(step, quickjsEffects, withoutDialogs ? silent : openDebconf()));
}
