import { fail } from '../../model/mod.ts';
import type { PlannedMachine } from '../plan/plan-trial.ts';
import type { Guest } from './guest.ts';

/** What the frontend says of a host that it was made to know. */
export interface KnownHost {
  readonly name: string;
  readonly address: string;
}

/** Makes the frontend know a machine, as its administrator does: it gets the next rank of its appliance. @throws {BuildError} TRY_FAILED */
export async function addHost(frontend: Guest, { appliance, mac }: PlannedMachine): Promise<KnownHost> {
  const argv = ['cairn', 'host', 'add', '--appliance', appliance, '--mac', mac];
  const { exitCode, stdout, stderr } = await frontend.exec(argv);
  const [, name, address] = /^(\S+): ([0-9.]+),/m.exec(stdout) ?? [];
  if (exitCode === 0 && name !== undefined && address !== undefined) return { name, address };
  const message = `The frontend does not take a host of the appliance "${appliance}"`;
  fail('TRY_FAILED', message, undefined, `${stdout}${stderr}`.trim());
}

/** Has the frontend install a host at its next start, as its administrator does. @throws {BuildError} TRY_FAILED */
export async function wishReinstall(frontend: Guest, name: string): Promise<void> {
  const { exitCode, stdout, stderr } = await frontend.exec([
    'cairn',
    'host',
    'reinstall',
    name,
    '--no-restart',
  ]);
  if (exitCode === 0) return;
  const message = `The frontend does not install "${name}" again`;
  fail('TRY_FAILED', message, undefined, `${stdout}${stderr}`.trim());
}

/** The state of a host in the frontend's list: "installed". */
export async function askHostState(frontend: Guest, name: string): Promise<string> {
  const { stdout } = await frontend.exec([
    'curl',
    '--silent',
    '--max-time',
    '20',
    'http://127.0.0.1/cairn/hosts',
  ]);
  try {
    const hosts = JSON.parse(stdout) as readonly { readonly name: string; readonly state: string }[];
    return hosts.find((host) => host.name === name)?.state ?? 'unknown';
  } catch {
    return 'unknown: the service does not answer';
  }
}
