import { availableParallelism } from 'node:os';
import type { Profile } from '../graph/mod.ts';
import { isInstalled } from '../hosts/mod.ts';
import { type Clock, mapLimited } from '../io/mod.ts';
import { countOf } from '../model/mod.ts';
import type { FoundTest } from '../rolls/mod.ts';
import type { RunningMachine } from './bring-up.ts';
import { BUILT_IN, type Checked } from './checks/built-in.ts';
import { checkExpectation, describeExpectation } from './checks/expectations.ts';
import { parseListeners } from './checks/parse-listeners.ts';
import { type CheckResult, failed, judgeMissing, PASSED, type Verdict, verdictOf } from './checks/verdict.ts';
import { compareFiles } from './files/compare-files.ts';
import type { MachineTimes } from './machine/make-machine.ts';
import type { MachineReport } from './report/trial-report.ts';

/** One check of one machine, not yet made. */
interface Planned {
  readonly id: string;
  readonly title: string;
  readonly run: () => Promise<Verdict>;
}

export interface Checking {
  /** That the trial is about. */
  readonly appliances: ReadonlySet<string>;
  readonly tests: readonly FoundTest[];
  readonly clock: Clock;
  /** With the title of the machine in the plan. */
  readonly onCheck: (result: CheckResult, title: string) => void;
}

/**
 * Makes all checks: those of every machine, and those of the rolls. Of machines that were installed a second time, those of
 * rolls that are for after a reinstallation.
 */
export async function checkMachines(
  machines: readonly RunningMachine[],
  { appliances, tests, clock, onCheck }: Checking,
): Promise<readonly CheckResult[]> {
  const names = new Map(machines.map((one) => [one.guest.machine.hostname, one.address]));
  const guests = machines.map(({ guest }) => guest);
  const all = await mapLimited(machines, availableParallelism(), async (running) => {
    const { guest } = running;
    const { hostname, appliance } = guest.machine;
    const profile = await readProfile(running);
    const checked: Checked = { guest, names, appliances, profile, machines: guests };
    const after = running.before === undefined ? undefined : ('reinstallation' as const);
    const ofRolls = tests
      .filter((test) => test.appliance === appliance)
      .flatMap(({ roll, path, lines, needs, expect }) =>
        expect.flatMap((expected, index): Planned[] => {
          if (expected.after !== after) return [];
          const id = `${roll}/${path}:${lines[index]}`;
          const lack = judgeNeeds(needs, guests, appliances);
          const run = async () => lack ?? (await checkExpectation(expected, checked));
          return [{ id, title: describeExpectation(expected), run }];
        }),
      );
    const builtIn = BUILT_IN.map(({ id, title, run }): Planned => ({ id, title, run: () => run(checked) }));
    const results: CheckResult[] = [];
    for (const { id, title, run } of [...planOwn(running), ...builtIn, ...ofRolls]) {
      const started = clock.monotonicMs();
      const verdict = await run();
      const seconds = (clock.monotonicMs() - started) / 1000;
      const when: Pick<CheckResult, 'after'> = after === undefined ? {} : { after };
      const result = { host: hostname, appliance, id, title, seconds, ...when, ...verdict };
      results.push(result);
      onCheck(result, guest.machine.planned.title);
    }
    return results;
  });
  return all.flat();
}

/**
 * Whether there are as many machines as a test needs. Those of an appliance that the trial is not about are missed by nobody.
 *
 * @returns undefined where there are
 */
export function judgeNeeds(
  needs: Readonly<Record<string, number>> = {},
  there: readonly { readonly machine: { readonly appliance: string } }[],
  appliances: ReadonlySet<string>,
): Verdict | undefined {
  for (const [appliance, count] of Object.entries(needs)) {
    const found = there.filter(({ machine }) => machine.appliance === appliance).length;
    if (found >= count) continue;
    const text = `it needs ${countOf(count, 'host')} of the appliance "${appliance}", there are ${found}`;
    return judgeMissing(appliance, appliances, text);
  }
  return undefined;
}

/** What is asked of whoever made the machine, and not of the machine. */
function planOwn({ stateAtFrontend, files, before }: RunningMachine): readonly Planned[] {
  const planned: Planned[] = [];
  const plan = (id: string, title: string, verdict: Verdict): void => {
    planned.push({ id, title, run: async () => verdict });
  };
  // A host is not installed before its frontend has heard it
  if (stateAtFrontend !== undefined)
    plan(
      'handed-over',
      'the frontend knows that it is installed',
      isInstalled(stateAtFrontend) ? PASSED : failed(`The frontend says "${stateAtFrontend}"`),
    );
  if (before?.files !== undefined && files !== undefined) {
    const different = compareFiles(before.files, files);
    const title = 'the same profile again gives the same files';
    plan('same-files', title, verdictOf(different));
  }
  return planned;
}

/** A machine for the report. @param again the same, installed a second time */
export async function describeMachine(
  running: RunningMachine,
  again: RunningMachine | undefined,
): Promise<MachineReport> {
  const { guest, address } = running;
  const { hostname: host, appliance } = guest.machine;
  const { stdout } = await (again ?? running).guest.exec(['ss', '-Hlntup']);
  const second = again === undefined ? {} : { again: timesOf(again) };
  return { host, appliance, address, ...timesOf(running), ...second, ports: parseListeners(stdout) };
}

function timesOf({ stages, installSeconds, startSeconds }: MachineTimes): MachineTimes {
  return { stages, installSeconds, startSeconds };
}

/** What the machine itself keeps of what it is made of. */
async function readProfile({ guest }: RunningMachine): Promise<Profile> {
  const { stdout } = await guest.exec(['cat', '/var/log/cairn/description.json']);
  return JSON.parse(stdout) as Profile;
}
