import { availableParallelism } from 'node:os';
import { type Clock, mapLimited } from '../io/mod.ts';
import { BuildError, type Problem } from '../model/mod.ts';
import { addHost, askHostState } from './machine/ask-service.ts';
import { type Container, startMachine } from './machine/container.ts';
import { type Installation, installMachine, type Start } from './machine/install-machine.ts';
import type { PlannedMachine, TrialPlan } from './plan/plan-trial.ts';

/** A machine that was installed and started. */
export interface RunningMachine {
  readonly container: Container;
  /** On the private network. */
  readonly address: string;
  readonly installSeconds: number;
  readonly startSeconds: number;
  /** What the frontend says of it; undefined for the frontend itself. */
  readonly stateAtFrontend: string | undefined;
}

export interface BroughtUp {
  /** The frontend first. */
  readonly machines: readonly RunningMachine[];
  /** Of those that could not be installed or started. */
  readonly failures: readonly Problem[];
}

/** For all services to have started; what is not there then is for the checks to find. */
const RUNNING_SECONDS = 180;

/**
 * Installs and starts the frontend from the medium, then all hosts from the frontend.
 *
 * @param tell each step as it is made
 */
export async function bringUp(
  given: Installation,
  plan: TrialPlan,
  siteText: string | undefined,
  clock: Clock,
  tell: (title: string, line: string) => void,
): Promise<BroughtUp> {
  const failures: Problem[] = [];
  const machines: RunningMachine[] = [];
  /** @returns undefined where it failed, which is told */
  const attempt = async <T>(title: string, work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof BuildError)) throw error;
      tell(title, 'FAILED');
      failures.push(...error.problems);
      return undefined;
    }
  };
  const start = async (planned: PlannedMachine, from: Start): Promise<RunningMachine> => {
    const { title } = planned;
    const installing = clock.monotonicMs();
    const machine = await installMachine(given, planned, from, (line) => tell(title, line));
    const starting = clock.monotonicMs();
    const container = await startMachine(given.world, given.layers, machine);
    const wait = ['systemctl', 'is-system-running', '--wait'];
    const { stdout } = await waitForBus(container, wait);
    const ended = clock.monotonicMs();
    tell(title, `${machine.hostname} is ${stdout.trim()}`);
    return {
      container,
      address: machine.attributes['private_address'] ?? '',
      installSeconds: (starting - installing) / 1000,
      startSeconds: (ended - starting) / 1000,
      stateAtFrontend: undefined,
    };
  };
  const frontend = await attempt(plan.frontend.title, () =>
    start(plan.frontend, { kind: 'medium', siteText }),
  );
  if (frontend === undefined) return { machines, failures };
  machines.push(frontend);
  const startHost = async (planned: PlannedMachine): Promise<RunningMachine> => {
    const { name, address } = await addHost(frontend.container, planned);
    tell(planned.title, `${name} is ${address}`);
    const running = await start(planned, { kind: 'network', frontend: frontend.address });
    return { ...running, address, stateAtFrontend: await askHostState(frontend.container, name) };
  };
  const hosts = await mapLimited(plan.hosts, availableParallelism(), (planned) =>
    attempt(planned.title, () => startHost(planned)),
  );
  machines.push(...hosts.filter((host) => host !== undefined));
  return { machines, failures };
}

/** The first moments of a system have nobody who could be asked. */
async function waitForBus(container: Container, argv: readonly string[]) {
  for (let tries = 0; ; tries += 1) {
    const result = await container.exec(argv, { timeoutSeconds: RUNNING_SECONDS });
    if (!/^(?:|offline|unknown)$/.test(result.stdout.trim()) || tries === 100) return result;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}
