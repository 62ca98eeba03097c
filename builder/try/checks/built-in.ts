import type { Profile } from '../../graph/mod.ts';
import { askState } from '../machine/ask-state.ts';
import type { Guest } from '../machine/guest.ts';
import askNames from './ask-names.sh?text';
import { makersOfUnit } from './find-makers.ts';
import { findUndeclared } from './find-undeclared.ts';
import { judgeNames, judgeScripts, judgeServices, judgeState } from './judge.ts';
import { parseListeners, renderListeners } from './parse-listeners.ts';
import { reachesTcp, reachesUdp } from './reach-port.ts';
import { failed, PASSED, type Verdict, verdictOf } from './verdict.ts';

/** A machine as it is checked. */
export interface Checked {
  readonly guest: Guest;
  readonly profile: Profile;
  /** All machines of the trial by name, with the addresses that the frontend gave. */
  readonly names: ReadonlyMap<string, string>;
  /** Appliances that this trial is about, whether their machines came up or not. */
  readonly appliances: ReadonlySet<string>;
  /** All machines, this one among them. */
  readonly machines: readonly Guest[];
}

export interface BuiltInCheck {
  readonly id: string;
  readonly title: string;
  readonly run: (checked: Checked) => Promise<Verdict>;
}

/** Checks may take long, and have limits of their own. */
const READY_SECONDS = 600;
const JOURNAL_LINES = 12;
/** All machines ask about all others: a resolver that does not answer is waited for, and not for ever. */
const NAMES_SECONDS = 120;
/** After each answer about a name. */
const ENDED = '\u0001\n';
/** What is looked through for secrets: everything that a machine has of its own, and nothing that is large. */
const SEARCHED = ['/etc', '/var', '/srv', '/root', '/home', '/opt', '/usr/local'];

/** What is true of every appliance, whatever its rolls say. */
export const BUILT_IN: readonly BuiltInCheck[] = [
  { id: 'running', title: 'the system is running, and no unit has failed', run: checkRunning },
  { id: 'scripts', title: 'every script of the graph ended well', run: checkScripts },
  { id: 'ready', title: 'checks of its nodes succeed', run: checkReady },
  { id: 'services', title: 'services are enabled as the graph says', run: checkServices },
  { id: 'names', title: 'names of all machines resolve both ways', run: checkNames },
  { id: 'ports', title: 'no port can be reached that no node opens', run: checkPorts },
  { id: 'secrets', title: 'no secret can be read by everybody', run: checkSecrets },
];

async function checkRunning({ guest, profile }: Checked): Promise<Verdict> {
  const state = await askState(guest);
  const list = ['systemctl', 'list-units', '--failed', '--no-legend', '--plain'];
  const verdict = judgeState(state, (await guest.exec(list)).stdout);
  if (verdict.ok) return PASSED;
  const detail = [verdict.state];
  for (const unit of verdict.units) {
    detail.push(
      `${unit} has failed`,
      ...makersOfUnit(profile, unit, guest.machine.settings),
      ...(await lastWords(guest, unit)),
    );
  }
  return failed(...detail);
}

/** The end of what a unit said. */
export async function lastWords(guest: Guest, unit: string): Promise<string[]> {
  const argv = ['journalctl', '--no-pager', '-o', 'cat', '-n', String(JOURNAL_LINES), '-u', unit];
  const { stdout } = await guest.exec(argv);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => `  ${line}`);
}

/** The last warnings of a whole machine. */
export async function lastWarnings(guest: Guest): Promise<string[]> {
  const lines = String(JOURNAL_LINES);
  const argv = ['journalctl', '--no-pager', '-q', '-o', 'short', '-p', 'warning', '-n', lines];
  const { stdout } = await guest.exec(argv);
  const said = stdout.split('\n').filter((line) => line !== '');
  return said.length === 0 ? [] : ['The last warnings in its journal:', ...said.map((line) => `  ${line}`)];
}

async function checkScripts({ guest }: Checked): Promise<Verdict> {
  const { stdout } = await guest.exec(['cat', '/var/log/cairn/scripts/status.tsv']);
  const { stdout: boot } = await guest.exec([
    ...['systemctl', 'show', 'cairn-first-boot.service'],
    '--property=LoadState,Result,ActiveState',
  ]);
  const found = judgeScripts(stdout, boot);
  return found.length === 0
    ? PASSED
    : failed(...found, ...(await lastWords(guest, 'cairn-first-boot.service')));
}

/** They go on in the background; each has an end. */
async function checkReady({ guest }: Checked): Promise<Verdict> {
  const unit = 'cairn-ready.service';
  const wait = `while s=$(systemctl show -P SubState ${unit}); [ "$s" = running ] || [ "$s" = start ]; do sleep 1; done`;
  await guest.exec(['sh', '-c', wait], { timeoutSeconds: READY_SECONDS });
  const { stdout } = await guest.exec(['systemctl', 'show', '--property=SubState', '--value', unit]);
  const state = stdout.trim();
  return state === 'exited' || state === 'dead'
    ? PASSED
    : failed(`Checks are "${state}"`, ...(await lastWords(guest, unit)));
}

async function checkServices({ guest, profile }: Checked): Promise<Verdict> {
  const { units } = guest.machine;
  if (units.length === 0) return PASSED;
  const { stdout } = await guest.exec(['systemctl', 'is-enabled', ...units.map(({ name }) => name)]);
  const wrong = judgeServices(units, stdout);
  return verdictOf(
    wrong.flatMap(({ name, text }) => [text, ...makersOfUnit(profile, name, guest.machine.settings)]),
  );
}

async function checkNames({ guest, names }: Checked): Promise<Verdict> {
  const words = [...names].flat();
  const { stdout } = await guest.exec(['sh', '-c', askNames, 'ask-names', ...words], {
    timeoutSeconds: NAMES_SECONDS,
  });
  const answers = stdout.split(ENDED);
  const wrong = [...names].flatMap(([name, address], index) =>
    judgeNames(name, address, answers[2 * index] ?? '', answers[2 * index + 1] ?? ''),
  );
  return verdictOf(wrong);
}

/** What listens where no node opens the port must not hear another machine. */
async function checkPorts({ guest, profile, names, machines }: Checked): Promise<Verdict> {
  const { stdout } = await guest.exec(['ss', '-Hlntup']);
  const undeclared = findUndeclared(parseListeners(stdout), profile.openings ?? []);
  const asker = machines.find((one) => one !== guest);
  if (undeclared.length === 0) return PASSED;
  if (asker === undefined)
    return { ok: true, detail: [`Nobody else is there to ask ${renderListeners(undeclared)}`] };
  const { hostname } = guest.machine;
  const address = names.get(hostname) ?? hostname;
  const wrong: string[] = [];
  for (const listener of undeclared) {
    const { protocol, port } = listener;
    const isReached =
      protocol === 'tcp'
        ? await reachesTcp(asker, address, port)
        : await reachesUdp(asker, guest, address, port);
    if (isReached)
      wrong.push(
        `${renderListeners([listener])} can be reached by ${asker.machine.hostname}, and no node has an <open> for it`,
      );
  }
  return verdictOf(wrong);
}

/** Looks as somebody who has no rights at all. */
async function checkSecrets({ guest }: Checked): Promise<Verdict> {
  const asNobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
  const find = ['find', ...SEARCHED, '-xdev', '-type', 'f', '-readable', '-size', '-64k'];
  const grep = ['-exec', 'grep', '-lsIF', '-f', '/run/cairn-try-patterns', '{}', '+'];
  const patterns = [
    '-----BEGIN PRIVATE KEY-----',
    '-----BEGIN RSA PRIVATE KEY-----',
    '-----BEGIN EC PRIVATE KEY-----',
    '-----BEGIN OPENSSH PRIVATE KEY-----',
    ...guest.machine.secrets.flatMap((value) => value.split('\n')).filter((line) => line.length >= 12),
  ];
  // The patterns are secrets themselves: a file that only this search may read, while it lasts
  const file = '/run/cairn-try-patterns';
  await guest.exec(['install', '-m', '0400', '-o', '65534', '/dev/null', file]);
  await guest.exec(['tee', file], { input: `${patterns.join('\n')}\n` });
  const { stdout } = await guest.exec([...asNobody, ...find, ...grep], { timeoutSeconds: 120 });
  await guest.exec(['rm', '-f', file]);
  const readable = stdout.split('\n').filter((line) => line !== '');
  return verdictOf(readable.map((path) => `${path} holds a secret, and everybody can read it`));
}
