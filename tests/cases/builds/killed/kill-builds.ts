import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hashFile } from '../../../../builder/io/mod.ts';
import { closeFakeBuild, type FakeBuild, openFakeBuild } from '../../../unit/build/fake-build.ts';

/** One build that was killed, and what the next one made. */
export interface Kill {
  readonly afterMs: number;
  /** Whether that had nothing of earlier builds but packages. */
  readonly isCold: boolean;
  readonly isSame: boolean;
}

const IMAGE = 'out/tiny-1.0-amd64/tiny-1.0-amd64.iso';

/**
 * Kills builds at random moments, each with all that it has started, and builds again after each.
 *
 * @param random below 1
 * @param onKill told after each
 */
export async function killBuilds(
  count: number,
  random: () => number,
  onKill: (kill: Kill) => void = () => {},
): Promise<readonly Kill[]> {
  const fake = await openFakeBuild();
  try {
    const started = performance.now();
    await build(fake);
    const wholeMs = performance.now() - started;
    const expected = await hashImage(fake);
    const kills: Kill[] = [];
    for (let at = 0; at < count; at += 1) {
      const isCold = at % 2 === 0;
      if (isCold) for (const name of ['made', 'known']) forget(fake, name);
      const afterMs = Math.round(random() * wholeMs);
      await build(fake, afterMs);
      // What is there is the older image, or the new one: never half of one
      const isOlder = (await hashImage(fake).catch(() => expected)) === expected;
      await build(fake);
      kills.push({ afterMs, isCold, isSame: isOlder && (await hashImage(fake)) === expected });
      onKill(kills.at(-1)!);
    }
    return kills;
  } finally {
    await closeFakeBuild(fake);
  }
}

function forget({ dir }: FakeBuild, name: string): void {
  rmSync(join(dir, 'cache', name), { recursive: true, force: true });
}

async function hashImage({ dir }: FakeBuild): Promise<string> {
  return (await hashFile(join(dir, IMAGE))).sha256;
}

/** Builds in a process of its own, to its end or for so long. @throws when one that was let alone fails */
async function build({ dir, distro }: FakeBuild, killAfterMs?: number): Promise<void> {
  const script = join(import.meta.dirname, 'build-alone.ts');
  const words = [...process.execArgv, script, dir, distro.mirror!];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = once(child, 'exit');
  if (killAfterMs !== undefined) {
    await Promise.race([sleep(killAfterMs), ended]);
    child.kill('SIGKILL');
  }
  const [code] = (await ended) as [number | null];
  if (killAfterMs === undefined && code !== 0) throw new Error(`The build after a kill ended with ${code}`);
}
