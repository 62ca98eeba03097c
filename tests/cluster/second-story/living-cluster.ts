import type { FrontendMachine } from '../frontend-machine.ts';

/** Hosts of the roll hpc that the story is about. */
export const HOSTS = ['compute-0-0', 'compute-0-1', 'login-0-0'] as const;
/** All of them, in the order in which a rollout takes them. */
export const ALL = HOSTS.join(',');

/** A cluster that runs: in virtual machines, or in the containers of a trial. */
export interface LivingCluster {
  readonly frontend: FrontendMachine;
  /** What the frontend was installed from: the folder of a build, with its lock. */
  readonly output: string;
  /** Hosts can be installed anew. A container cannot: there they are brought to their description as they run. */
  readonly isReinstallable: boolean;
  /** Brings a folder of this machine to the frontend as a medium, by no network. @returns where it lies there */
  readonly plugIn: (folder: string) => Promise<string>;
  /** Nothing comes from this host any more. */
  readonly pullPlug: (host: string) => Promise<void>;
}
