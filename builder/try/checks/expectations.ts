import { systemClock } from '../../io/mod.ts';
import type { Expectation } from '../../model/files/mod.ts';
import { type Checked, lastWarnings, lastWords } from './built-in.ts';
import { makersOfFile, makersOfUnit } from './find-makers.ts';
import { reachesTcp } from './reach-port.ts';
import { failed, judgeMissing, PASSED, type Verdict, verdictOf } from './verdict.ts';

/** Where nobody says how long something may take: what is true is true at once, but for a service that still starts. */
const WITHIN_SECONDS = 20;
/** A script that nobody gives a time may take so long. */
const SCRIPT_SECONDS = 60;
const AGAIN_MS = 500;
/** A program in a script that reads its standard input must not read the rest of the script. */
const SCRIPT = ['bash', '-c', 'script=$(cat) && exec bash -c "$script" </dev/null'];
/** What is asked may need a moment even at the end of its time. */
const LEAST_SECONDS = 5;
/** Lines of what a program said. */
const SAID = 10;

/** "unit ssh.service is active". */
export function describeExpectation(expected: Expectation): string {
  if ('unit' in expected) return `unit ${expected.unit} is ${expected.state}`;
  if ('port' in expected) {
    const who = expected.from === undefined ? 'itself' : `a host of ${expected.from}`;
    return `port ${expected.port} ${expected.answers === 'yes' ? 'answers' : 'does not answer'} ${who}`;
  }
  if ('run' in expected) return `\`${expected.run}\``;
  if ('script' in expected) return `script ${expected.script}`;
  return `file ${expected.file}`;
}

/**
 * Asks until it is as expected, or its time is over. A script is run once.
 */
export async function checkExpectation(expected: Expectation, checked: Checked): Promise<Verdict> {
  const isScript = 'script' in expected;
  const { patience } = checked.guest;
  const seconds = (expected.within ?? (isScript ? SCRIPT_SECONDS : WITHIN_SECONDS)) * patience;
  const deadlineMs = systemClock.monotonicMs() + seconds * 1000;
  for (;;) {
    const leftMs = deadlineMs - systemClock.monotonicMs();
    // What is run on the guest gets so much more time by itself
    const left = Math.max(LEAST_SECONDS, Math.ceil(leftMs / 1000 / patience));
    const verdict = await ask(expected, checked, left);
    if (verdict.ok) return verdict;
    if (isScript || systemClock.monotonicMs() > deadlineMs) {
      const waited = isScript ? [] : [`Waited ${seconds} s`];
      return failed(...verdict.detail, ...waited, ...(await explain(expected, checked)));
    }
    await systemClock.sleep(AGAIN_MS);
  }
}

function ask(expected: Expectation, checked: Checked, seconds: number): Promise<Verdict> {
  if ('unit' in expected) return askUnit(expected, checked);
  if ('port' in expected) return askPort(expected, checked);
  if ('run' in expected) return askCommand(expected, checked, seconds);
  if ('script' in expected) return askScript(expected, checked, seconds);
  return askFile(expected, checked);
}

/** Who made it, and what it said last. */
async function explain(expected: Expectation, { guest, profile }: Checked): Promise<string[]> {
  if ('unit' in expected)
    return [
      ...makersOfUnit(profile, expected.unit, guest.machine.settings),
      ...(await lastWords(guest, expected.unit)),
    ];
  if ('file' in expected) return makersOfFile(profile, expected.file, guest.machine.settings);
  return lastWarnings(guest);
}

type Of<Key extends string> = Extract<Expectation, { readonly [K in Key]: unknown }>;

async function askUnit({ unit, state }: Of<'unit'>, { guest }: Checked): Promise<Verdict> {
  const { stdout } = await guest.exec(['systemctl', 'is-active', unit]);
  const found = stdout.trim();
  const isRight = state === 'active' ? found === 'active' : found === 'inactive' || found === 'failed';
  return isRight ? PASSED : failed(`${unit} is "${found}"`);
}

async function askPort(
  { port, from, answers: wanted }: Of<'port'>,
  { guest, names, appliances, machines }: Checked,
): Promise<Verdict> {
  const asker =
    from === undefined ? guest : machines.find((one) => one !== guest && one.machine.appliance === from);
  if (asker === undefined)
    return judgeMissing(
      from ?? '',
      appliances,
      `there is no other host of the appliance "${from}" in this trial`,
    );
  const { hostname } = guest.machine;
  const address = names.get(hostname) ?? hostname;
  const found = (await reachesTcp(asker, address, port)) ? 'yes' : 'no';
  return found === wanted
    ? PASSED
    : failed(
        `Port ${port} of ${address} ${found === 'yes' ? 'answers' : 'does not answer'} ${asker.machine.hostname}`,
      );
}

async function askCommand(
  { run, status, output }: Of<'run'>,
  { guest }: Checked,
  seconds: number,
): Promise<Verdict> {
  const result = await guest.exec(['bash', '-c', run], { timeoutSeconds: seconds });
  const { exitCode, stdout } = result;
  const said = lastSaid(result);
  if (exitCode !== status)
    return failed(`${describeEnd(exitCode, seconds)}, not ${status}:`, ...indent(said));
  if (output === undefined || new RegExp(output, 'm').test(stdout)) return PASSED;
  return failed(`Its output does not match /${output}/:`, ...indent(said));
}

async function askScript({ text }: Of<'script'>, { guest }: Checked, seconds: number): Promise<Verdict> {
  const result = await guest.exec(SCRIPT, { input: text, timeoutSeconds: seconds });
  const { exitCode } = result;
  return exitCode === 0 ? PASSED : failed(`${describeEnd(exitCode, seconds)}:`, ...indent(lastSaid(result)));
}

/** `timeout` ends what takes too long, with a status of its own. */
function describeEnd(status: number, seconds: number): string {
  return status === 124 || status === 137
    ? `It did not end within ${seconds} s`
    : `It ended with status ${status}`;
}

function lastSaid({ stdout, stderr }: { readonly stdout: string; readonly stderr: string }): string[] {
  return `${stdout}${stderr}`.trimEnd().split('\n').slice(-SAID);
}

async function askFile({ file, owner, mode, text }: Of<'file'>, { guest }: Checked): Promise<Verdict> {
  const { exitCode, stdout } = await guest.exec(['stat', '-L', '-c', '%U:%G %a', file]);
  if (exitCode !== 0) return failed(`There is no ${file}`);
  const [owners = '', bits = ''] = stdout.trim().split(' ');
  const wrong: string[] = [];
  const isOwner = owner?.includes(':') === true ? owners === owner : owners.split(':')[0] === owner;
  if (owner !== undefined && !isOwner) wrong.push(`${file} is of ${owners}, not of ${owner}`);
  if (mode !== undefined && Number.parseInt(bits, 8) !== Number.parseInt(mode, 8))
    wrong.push(`${file} has mode ${bits}, not ${mode}`);
  if (text !== undefined) {
    const content = await guest.exec(['cat', file]);
    if (!new RegExp(text, 'm').test(content.stdout))
      wrong.push(`The text of ${file} does not match /${text}/`);
  }
  return verdictOf(wrong);
}

function indent(lines: readonly string[]): string[] {
  return lines.filter((line) => line !== '').map((line) => `  ${line}`);
}
