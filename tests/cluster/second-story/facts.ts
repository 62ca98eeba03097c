import { quoteShell } from '../../../builder/render/script/shell.ts';
import type { FrontendMachine } from '../frontend-machine.ts';

/** What a host says of itself. */
export interface HostFacts {
  readonly release: string;
  /** Another one after each start. */
  readonly boot: string;
}

/** A command on a host, as root of the frontend. */
export function on(host: string, command: string): string {
  return `ssh -o BatchMode=yes -o ConnectTimeout=20 ${host} ${quoteShell(command)}`;
}

export async function readFacts(frontend: FrontendMachine, host: string): Promise<HostFacts> {
  const said = await frontend.must(on(host, 'cat /etc/cairn/release /proc/sys/kernel/random/boot_id'));
  const [release = '', boot = ''] = said.split('\n').map((line) => line.trim());
  return { release, boot };
}

/** Of several hosts, in this order. */
export async function readAllFacts(
  frontend: FrontendMachine,
  hosts: readonly string[],
): Promise<readonly HostFacts[]> {
  const facts: HostFacts[] = [];
  for (const host of hosts) facts.push(await readFacts(frontend, host));
  return facts;
}

/** The release in use. */
export async function readReleaseInUse(frontend: FrontendMachine): Promise<string> {
  return frontend.must('basename "$(readlink /srv/cairn/releases/current)"');
}
