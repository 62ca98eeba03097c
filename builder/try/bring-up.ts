import { availableParallelism } from 'node:os';
import { mapLimited } from '../io/mod.ts';
import { BuildError, type Problem } from '../model/mod.ts';
import { addHost, askHostState, type KnownHost, wishReinstall } from './machine/ask-service.ts';
import type { MadeMachine, MakeMachine, Start } from './machine/make-machine.ts';
import type { PlannedMachine, TrialPlan } from './plan/plan-trial.ts';

/** A machine that runs, as the frontend sees it too. */
export interface RunningMachine extends MadeMachine {
  /** What the frontend says of it; undefined for the frontend itself. */
  readonly stateAtFrontend: string | undefined;
  /** The same machine as it was before it was installed a second time. */
  readonly before?: RunningMachine;
}

export interface BroughtUp {
  /** The frontend first. */
  readonly machines: readonly RunningMachine[];
  /** Of those that could not be installed or started. */
  readonly failures: readonly Problem[];
}

/** What all machines of a trial are made with. */
export interface Bringing {
  readonly make: MakeMachine;
  readonly siteText: string | undefined;
  /** Each step as it is made. */
  readonly tell: (title: string, line: string) => void;
}

/** So many machines at once: their installations are work for a processor each. */
const AT_ONCE = availableParallelism();

/** Installs and starts the frontend from the medium, then all hosts from the frontend. */
export async function bringUp(given: Bringing, plan: TrialPlan): Promise<BroughtUp> {
  const { siteText, tell } = given;
  const failures: Problem[] = [];
  const first = await attempt(given, failures, plan.frontend, () =>
    start(given, plan.frontend, { kind: 'medium', siteText }),
  );
  if (first === undefined) return { machines: [], failures };
  const { guest, address } = first;
  const startHost = async (planned: PlannedMachine, host: KnownHost): Promise<RunningMachine> => {
    const started = await start(given, planned, { kind: 'network', frontend: address, host });
    return { ...started, stateAtFrontend: await askHostState(guest, host.name) };
  };
  // All are known before the first is installed, so that each is told of the same others as at its second installation.
  const known: Array<{ readonly planned: PlannedMachine; readonly host: KnownHost }> = [];
  for (const planned of plan.hosts) {
    const host = await attempt(given, failures, planned, () => addHost(guest, planned));
    if (host === undefined) continue;
    tell(planned.title, `${host.name} is ${host.address}`);
    known.push({ planned, host });
  }
  const hosts = await mapLimited(known, AT_ONCE, ({ planned, host }) =>
    attempt(given, failures, planned, () => startHost(planned, host)),
  );
  return { machines: [first, ...hosts.filter((host) => host !== undefined)], failures };
}

/** Installs every machine over itself, the frontend first, with what its `state-*` partitions keep. */
export async function bringUpAgain(
  given: Bringing,
  [frontend, ...hosts]: readonly RunningMachine[],
): Promise<BroughtUp> {
  const { siteText } = given;
  const failures: Problem[] = [];
  if (frontend === undefined) return { machines: [], failures };
  const again = async (before: RunningMachine, from: Start): Promise<RunningMachine> => {
    const { planned } = before.guest.machine;
    await before.guest.stop();
    return { ...(await start(given, planned, from)), before };
  };
  const plannedOf = ({ guest }: RunningMachine): PlannedMachine => guest.machine.planned;
  const first = await attempt(given, failures, plannedOf(frontend), () =>
    again(frontend, { kind: 'medium', siteText }),
  );
  if (first === undefined) return { machines: [], failures };
  const startHost = async (before: RunningMachine): Promise<RunningMachine> => {
    const host = { name: before.guest.machine.hostname, address: before.address };
    await wishReinstall(first.guest, host.name);
    const running = await again(before, { kind: 'network', frontend: first.address, host });
    return { ...running, stateAtFrontend: await askHostState(first.guest, host.name) };
  };
  const started = await mapLimited(hosts, AT_ONCE, (before) =>
    attempt(given, failures, plannedOf(before), () => startHost(before)),
  );
  return { machines: [first, ...started.filter((host) => host !== undefined)], failures };
}

/** @returns undefined where it failed, which is told and noted */
async function attempt<T>(
  { tell }: Bringing,
  failures: Problem[],
  { title }: PlannedMachine,
  work: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    tell(title, 'FAILED');
    failures.push(...error.problems);
    return undefined;
  }
}

async function start(
  { make, tell }: Bringing,
  planned: PlannedMachine,
  from: Start,
): Promise<RunningMachine> {
  const made = await make(planned, from, (line) => tell(planned.title, line));
  return { ...made, stateAtFrontend: undefined };
}
