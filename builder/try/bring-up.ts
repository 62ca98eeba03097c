import { availableParallelism } from 'node:os';
import { type Clock, mapLimited } from '../io/mod.ts';
import { BuildError, type Problem } from '../model/mod.ts';
import type { FileList } from './files/compare-files.ts';
import { listFiles } from './files/list-files.ts';
import { addHostsInTurn, askHostState, wishReinstall } from './machine/ask-service.ts';
import { waitUntilRunning } from './machine/ask-state.ts';
import { type Container, startMachine } from './machine/container.ts';
import { type Installation, installMachine, type Start } from './machine/install-machine.ts';
import type { PlannedMachine, TrialPlan } from './plan/plan-trial.ts';
import type { MachineTimes } from './report/trial-report.ts';

/** A machine that was installed and started. */
export interface RunningMachine extends MachineTimes {
  readonly container: Container;
  /** On the private network. */
  readonly address: string;
  /** What the frontend says of it; undefined for the frontend itself. */
  readonly stateAtFrontend: string | undefined;
  /** As the installation left it. */
  readonly files: FileList;
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
  readonly installation: Installation;
  readonly siteText: string | undefined;
  readonly clock: Clock;
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
  const { container, address } = first;
  const addHost = addHostsInTurn(container);
  // The first of an appliance makes the layers that the others of it have too
  const firsts = new Map<string, Promise<unknown>>();
  const startHost = async (planned: PlannedMachine): Promise<RunningMachine> => {
    const host = await addHost(planned);
    tell(planned.title, `${host.name} is ${host.address}`);
    await firsts.get(planned.appliance)?.catch(() => undefined);
    const started = start(given, planned, { kind: 'network', frontend: address });
    if (!firsts.has(planned.appliance)) firsts.set(planned.appliance, started);
    const stateAtFrontend = await started.then(() => askHostState(container, host.name));
    return { ...(await started), address: host.address, stateAtFrontend };
  };
  const hosts = await mapLimited(plan.hosts, AT_ONCE, (planned) =>
    attempt(given, failures, planned, () => startHost(planned)),
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
    const { planned } = before.container.machine;
    await before.container.stop();
    return { ...(await start(given, planned, from)), before };
  };
  const plannedOf = ({ container }: RunningMachine): PlannedMachine => container.machine.planned;
  const first = await attempt(given, failures, plannedOf(frontend), () =>
    again(frontend, { kind: 'medium', siteText }),
  );
  if (first === undefined) return { machines: [], failures };
  const startHost = async (before: RunningMachine): Promise<RunningMachine> => {
    const { hostname } = before.container.machine;
    await wishReinstall(first.container, hostname);
    const running = await again(before, { kind: 'network', frontend: first.address });
    const stateAtFrontend = await askHostState(first.container, hostname);
    return { ...running, address: before.address, stateAtFrontend };
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

async function start(given: Bringing, planned: PlannedMachine, from: Start): Promise<RunningMachine> {
  const { installation, clock, tell } = given;
  const { title } = planned;
  const installing = clock.monotonicMs();
  const machine = await installMachine(installation, planned, from, (line) => tell(title, line));
  const installed = clock.monotonicMs();
  const files = await listFiles(installation.world, machine);
  const starting = clock.monotonicMs();
  const container = await startMachine(installation, machine, (line) => tell(title, line));
  const state = await waitUntilRunning(container, clock);
  const ended = clock.monotonicMs();
  tell(title, `${machine.hostname} is ${state}`);
  return {
    ...{ container, files, stages: machine.stages },
    address: machine.attributes['private_address'] ?? '',
    installSeconds: (installed - installing) / 1000,
    startSeconds: (ended - starting) / 1000,
    stateAtFrontend: undefined,
  };
}
