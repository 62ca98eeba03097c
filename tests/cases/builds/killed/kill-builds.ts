import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hashFile } from '../../../../builder/io/mod.ts';
import { closeFakeBuild, type FakeBuild, openFakeBuild } from '../../../unit/build/fake-build.ts';

/** One build that was killed before it came to its end, and what the next one made. */
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
    const cold = await build(fake);
    const expected = await hashImage(fake);
    const warm = await build(fake);
    const wholeMs = { cold: cold.ms, warm: warm.ms };
    const kills: Kill[] = [];
    while (kills.length < count) {
      const isCold = kills.length % 2 === 0;
      const kind = isCold ? 'cold' : 'warm';
      if (isCold) for (const name of ['made', 'known']) forget(fake, name);
      const afterMs = Math.round(random() * wholeMs[kind]);
      const cut = await build(fake, afterMs);
      if (!cut.isKilled) {
        // It was quicker than the last one: that is how long one takes now
        wholeMs[kind] = cut.ms;
        continue;
      }
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
async function build(
  { dir, distro }: FakeBuild,
  killAfterMs?: number,
): Promise<{ readonly ms: number; readonly isKilled: boolean }> {
  const started = performance.now();
  const script = join(import.meta.dirname, 'build-alone.ts');
  const words = [...process.execArgv, script, dir, distro.mirror!];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = once(child, 'exit');
  if (killAfterMs !== undefined) {
    await Promise.race([sleep(killAfterMs), ended]);
    child.kill('SIGKILL');
  }
  const [code, signal] = (await ended) as [number | null, string | null];
  const isKilled = killAfterMs !== undefined && signal === 'SIGKILL';
  if (!isKilled && code !== 0) throw new Error(`A build that nobody killed ended with ${code ?? signal}`);
  return { ms: performance.now() - started, isKilled };
}
