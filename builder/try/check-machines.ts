import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Profile } from '../graph/mod.ts';
import { type Clock, mapLimited, readText } from '../io/mod.ts';
import type { RunningMachine } from './bring-up.ts';
import { BUILT_IN, type Checked } from './checks/built-in.ts';
import { checkExpectation, describeExpectation } from './checks/expectations.ts';
import { parseListeners } from './checks/parse-listeners.ts';
import type { FoundTest } from './checks/read-tests.ts';
import { type CheckResult, failed, PASSED, type Verdict } from './checks/verdict.ts';
import type { MachineReport } from './report/trial-report.ts';

/** One check of one machine, not yet made. */
interface Planned {
  readonly id: string;
  readonly title: string;
  readonly run: () => Promise<Verdict>;
}

/**
 * Makes all checks: those of every machine, and those of the rolls.
 *
 * @param appliances that the trial is about
 */
export async function checkMachines(
  machines: readonly RunningMachine[],
  appliances: ReadonlySet<string>,
  tests: readonly FoundTest[],
  clock: Clock,
  onCheck: (result: CheckResult) => void,
): Promise<{ readonly checks: readonly CheckResult[]; readonly machines: readonly MachineReport[] }> {
  const names = new Map(machines.map((one) => [one.container.machine.hostname, one.address]));
  const containers = machines.map(({ container }) => container);
  const all = await mapLimited(machines, availableParallelism(), async (running) => {
    const { container } = running;
    const { hostname, appliance } = container.machine;
    const checked: Checked = { container, names, appliances, profile: await readProfile(running) };
    const ofRolls = tests
      .filter((test) => test.appliance === appliance)
      .flatMap(({ roll, path, lines, expect }) =>
        expect.map(
          (expected, index): Planned => ({
            id: `${roll}/${path}:${lines[index]}`,
            title: describeExpectation(expected),
            run: () => checkExpectation(expected, checked, containers),
          }),
        ),
      );
    const builtIn = BUILT_IN.map(({ id, title, run }): Planned => ({ id, title, run: () => run(checked) }));
    const results: CheckResult[] = [];
    for (const { id, title, run } of [...planHandOver(running), ...builtIn, ...ofRolls]) {
      const started = clock.monotonicMs();
      const verdict = await run();
      const seconds = (clock.monotonicMs() - started) / 1000;
      const result = { host: hostname, appliance, id, title, seconds, ...verdict };
      results.push(result);
      onCheck(result);
    }
    return { results, report: await describeMachine(running) };
  });
  return { checks: all.flatMap(({ results }) => results), machines: all.map(({ report }) => report) };
}

/** A host is not installed before its frontend has heard it. */
function planHandOver({ stateAtFrontend: state }: RunningMachine): readonly Planned[] {
  if (state === undefined) return [];
  const verdict = ['installed', 'starting', 'ready'].includes(state)
    ? PASSED
    : failed(`The frontend says "${state}"`);
  return [{ id: 'handed-over', title: 'the frontend knows that it is installed', run: async () => verdict }];
}

async function describeMachine(running: RunningMachine): Promise<MachineReport> {
  const { container, address, installSeconds, startSeconds } = running;
  const { hostname: host, appliance, stages } = container.machine;
  const { stdout } = await container.exec(['ss', '-Hlntup']);
  return { host, appliance, address, stages, installSeconds, startSeconds, ports: parseListeners(stdout) };
}

/** What the machine itself keeps of what it is made of. */
async function readProfile({ container }: RunningMachine): Promise<Profile> {
  const file = join(container.machine.paths.own, 'upper/var/log/cairn/description.json');
  return JSON.parse(await readText(file)) as Profile;
}
