import type { Expectation } from '../../model/files/mod.ts';
import type { Container } from '../machine/container.ts';
import { pause } from '../machine/container.ts';
import { type Checked, lastWords } from './built-in.ts';
import { makersOfFile, makersOfUnit } from './find-makers.ts';
import { failed, PASSED, type Verdict } from './verdict.ts';

/** Where nobody says how long something may take: what is true is true at once, but for a service that still starts. */
const WITHIN_SECONDS = 20;
const AGAIN_MS = 1000;

/** "unit ssh.service is active". */
export function describeExpectation(expected: Expectation): string {
  if ('unit' in expected) return `unit ${expected.unit} is ${expected.state}`;
  if ('port' in expected) {
    const who = expected.from === undefined ? 'itself' : `a host of ${expected.from}`;
    return `port ${expected.port} ${expected.answers === 'yes' ? 'answers' : 'does not answer'} ${who}`;
  }
  if ('run' in expected) return `\`${expected.run}\``;
  return `file ${expected.file}`;
}

/**
 * Asks until it is as expected, or its time is over.
 *
 * @param others all machines, for what is asked from elsewhere
 */
export async function checkExpectation(
  expected: Expectation,
  checked: Checked,
  others: readonly Container[],
): Promise<Verdict> {
  const seconds = expected.within ?? WITHIN_SECONDS;
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const verdict = await ask(expected, checked, others);
    if (verdict.ok) return verdict;
    if (Date.now() > deadline) {
      const more = await explain(expected, checked);
      return failed(...verdict.detail, `Waited ${seconds} s`, ...more);
    }
    await pause(AGAIN_MS);
  }
}

function ask(expected: Expectation, checked: Checked, others: readonly Container[]): Promise<Verdict> {
  if ('unit' in expected) return askUnit(expected, checked);
  if ('port' in expected) return askPort(expected, checked, others);
  if ('run' in expected) return askCommand(expected, checked);
  return askFile(expected, checked);
}

/** Who made it, and what it said last. */
async function explain(expected: Expectation, { container, profile }: Checked): Promise<string[]> {
  if ('unit' in expected)
    return [...makersOfUnit(profile, expected.unit), ...(await lastWords(container, expected.unit))];
  return 'file' in expected ? makersOfFile(profile, expected.file) : [];
}

type Of<Key extends string> = Extract<Expectation, { readonly [K in Key]: unknown }>;

async function askUnit({ unit, state }: Of<'unit'>, { container }: Checked): Promise<Verdict> {
  const { stdout } = await container.exec(['systemctl', 'is-active', unit]);
  const found = stdout.trim();
  const isRight = state === 'active' ? found === 'active' : found === 'inactive' || found === 'failed';
  return isRight ? PASSED : failed(`${unit} is "${found}"`);
}

async function askPort(
  { port, from, answers }: Of<'port'>,
  { container, names, appliances }: Checked,
  others: readonly Container[],
): Promise<Verdict> {
  const asker =
    from === undefined
      ? container
      : others.find((one) => one !== container && one.machine.appliance === from);
  if (asker === undefined) {
    const none = `there is no other host of the appliance "${from}" in this trial`;
    return appliances.has(from ?? '')
      ? failed(`Nobody could ask: ${none}`)
      : { ok: true, detail: [`Not asked: ${none}`] };
  }
  const { hostname } = container.machine;
  const address = names.get(hostname) ?? hostname;
  // bash opens a connection by itself: nothing has to be installed
  const argv = ['bash', '-c', 'exec 3<>"/dev/tcp/$0/$1"', address, String(port)];
  const { exitCode } = await asker.exec(argv, { timeoutSeconds: 5 });
  const found = exitCode === 0 ? 'yes' : 'no';
  return found === answers
    ? PASSED
    : failed(
        `Port ${port} of ${address} ${found === 'yes' ? 'answers' : 'does not answer'} ${asker.machine.hostname}`,
      );
}

async function askCommand({ run, status, output }: Of<'run'>, { container }: Checked): Promise<Verdict> {
  const { exitCode, stdout, stderr } = await container.exec(['bash', '-c', run]);
  const said = `${stdout}${stderr}`.trimEnd().split('\n').slice(-10);
  if (exitCode !== status) return failed(`It ended with status ${exitCode}, not ${status}:`, ...indent(said));
  if (output === undefined || new RegExp(output, 'm').test(stdout)) return PASSED;
  return failed(`Its output does not match /${output}/:`, ...indent(said));
}

async function askFile({ file, owner, mode, text }: Of<'file'>, { container }: Checked): Promise<Verdict> {
  const { exitCode, stdout } = await container.exec(['stat', '-L', '-c', '%U:%G %a', file]);
  if (exitCode !== 0) return failed(`There is no ${file}`);
  const [owners = '', bits = ''] = stdout.trim().split(' ');
  const wrong: string[] = [];
  const isOwner = owner?.includes(':') === true ? owners === owner : owners.split(':')[0] === owner;
  if (owner !== undefined && !isOwner) wrong.push(`${file} is of ${owners}, not of ${owner}`);
  if (mode !== undefined && Number.parseInt(bits, 8) !== Number.parseInt(mode, 8))
    wrong.push(`${file} has mode ${bits}, not ${mode}`);
  if (text !== undefined) {
    const content = await container.exec(['cat', file]);
    if (!new RegExp(text, 'm').test(content.stdout))
      wrong.push(`The text of ${file} does not match /${text}/`);
  }
  return wrong.length === 0 ? PASSED : failed(...wrong);
}

function indent(lines: readonly string[]): string[] {
  return lines.filter((line) => line !== '').map((line) => `  ${line}`);
}
