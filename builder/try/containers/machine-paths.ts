import { join } from 'node:path';

/** Where one machine of a trial is kept, below the folder of the run. */
export interface MachinePaths {
  /** The installer's root: `at` is where it is mounted, `upper` what it wrote. */
  readonly installer: string;
  readonly installerAt: string;
  /** What the machine has of its own: `upper` above the layers, `laid` above folders of the medium, `kept` for ever. */
  readonly own: string;
  /** The running machine's root. */
  readonly root: string;
}

/** @param run folder of this run */
export function machinePaths(run: string, title: string): MachinePaths {
  const home = join(run, title);
  const installer = join(home, 'installer');
  return { installer, installerAt: join(installer, 'at'), own: join(home, 'own'), root: join(home, 'root') };
}
