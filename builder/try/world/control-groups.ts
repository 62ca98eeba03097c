import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Run } from '../../io/mod.ts';
import removeScript from './remove-groups.sh?text';

/** Where this host shows the hierarchy that containers get; undefined where it shows none. */
function findHierarchy(): string | undefined {
  return /^\S+ (\S+) cgroup2 /m.exec(readFileSync('/proc/self/mounts', 'utf8'))?.[1];
}

/** Removes the control groups of a world that has ended. */
export async function removeGroups(run: Run, group: string): Promise<void> {
  const top = findHierarchy();
  if (top === undefined || !existsSync(`${top}/${group}`)) return;
  await run(['sh', '-c', removeScript, 'remove-groups', `${top}/${group}`], { okCodes: [0, 1] });
}

/** Removes those of worlds whose process was ended without a last word. */
export async function removeStaleGroups(run: Run): Promise<void> {
  const top = findHierarchy();
  if (top === undefined) return;
  for (const name of readdirSync(top)) {
    const pid = /^cairn-try-(\d+)$/.exec(name)?.[1];
    if (pid !== undefined && !existsSync(`/proc/${pid}`)) await removeGroups(run, name);
  }
}
