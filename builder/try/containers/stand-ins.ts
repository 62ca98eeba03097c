import { join } from 'node:path';
import { runScript } from '../world/run-script.ts';
import type { Installation, InstalledMachine } from './install-machine.ts';
import standIn from './stand-in.sh?text';
import standInNfs from './stand-in-nfs.sh?text';

/** A folder of one machine that is to be seen on another. */
export interface Bind {
  readonly source: string;
  readonly place: string;
}

/**
 * Gives a machine, before its start, what stands in for what a container of this host has not: folders of others where the
 * kernel has no NFS, and whatever rolls say (`tests/container.sh`).
 *
 * @param onLine what is told about it
 */
export async function standInFor(
  { world, run, standIns }: Installation,
  { paths, hostname }: InstalledMachine,
  onLine: (line: string) => void,
): Promise<readonly Bind[]> {
  const names = join(run, 'names');
  await world.run(['mkdir', '-p', names]);
  await world.run(['ln', '-sfn', paths.root, join(names, hostname)]);
  const nfs = { name: 'stand-in-nfs', text: standInNfs };
  const binds = parseBinds((await runScript(world.run, nfs, [paths.root, names])).stdout);
  for (const { source, place } of binds)
    onLine(`No NFS in this kernel: ${source.slice(names.length + 1)} is bound to ${place}`);
  for (const text of standIns) {
    const script = { name: 'stand-in', text: standIn };
    const { stdout } = await runScript(world.run, script, [paths.root, world.group], [], text);
    for (const line of stdout.split('\n')) if (line !== '') onLine(line);
  }
  return binds;
}

/** Lines of source, a tab, and place. */
export function parseBinds(text: string): Bind[] {
  return text.split('\n').flatMap((line) => {
    const [source = '', place = ''] = line.split('\t');
    return place === '' ? [] : [{ source, place }];
  });
}
