import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { withLock, withTempDir } from '../../../builder/io/mod.ts';

const test = suite('withLock()');
const moduleFile = resolve('builder/io/scratch/file-lock.ts');

test('lets one in at a time', () =>
  withTempDir(async (dir) => {
    let inside = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      inside += 1;
      most = Math.max(most, inside);
      await sleep(20);
      inside -= 1;
    };
    await Promise.all([1, 2, 3, 4].map(() => withLock(join(dir, 'deep/lock'), work)));
    assert.is(most, 1);
  }));

test('is free again after a failure, and hands results on', () =>
  withTempDir(async (dir) => {
    const lock = join(dir, 'lock');
    const error = await withLock(lock, () => Promise.reject(new Error('no'))).catch(
      (reason: unknown) => reason,
    );
    assert.is((error as Error).message, 'no');
    assert.is(await withLock(lock, async () => 42), 42);
  }));

test('is free again when its holder is killed', () =>
  withTempDir(async (dir) => {
    const lock = join(dir, 'lock');
    const script = `import { withLock } from ${JSON.stringify(moduleFile)};
      await withLock(${JSON.stringify(lock)}, async () => { console.log('held'); await new Promise((r) => setTimeout(r, 60_000)); });`;
    const holder = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(holder.stdout!, 'data');
    let waited = 0;
    const second = withLock(
      lock,
      async () => existsSync(lock),
      () => {
        waited += 1;
        holder.kill('SIGKILL');
      },
    );
    assert.is(await second, true);
    assert.is(waited, 1, 'told once that somebody else holds it');
  }));

test.run();
