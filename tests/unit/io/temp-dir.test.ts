import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { withTempDir } from '../../../builder/io/mod.ts';

const test = suite('withTempDir()');

test('removes the folder after success and after failure', async () => {
  let first = '';
  await withTempDir(async (dir) => {
    first = dir;
    writeFileSync(join(dir, 'f'), 'x');
  });
  assert.not.ok(existsSync(first));
  let second = '';
  const failed = await withTempDir((dir) => {
    second = dir;
    return Promise.reject(new Error('no'));
  }).catch(() => 'failed');
  assert.is(failed, 'failed');
  assert.not.ok(existsSync(second));
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`removes the folder on ${signal}`, async () => {
    const script = `import { withTempDir } from ${JSON.stringify(resolve('builder/io/scratch/temp-dir.ts'))};
      await withTempDir(async (dir) => { console.log(dir); await new Promise((r) => setTimeout(r, 60_000)); });`;
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(child.stdout!, 'data')) as [Buffer];
    const dir = line.toString().trim();
    assert.ok(existsSync(dir));
    child.kill(signal);
    const [code] = (await once(child, 'exit')) as [number];
    assert.is(code, signal === 'SIGINT' ? 130 : 143);
    assert.not.ok(existsSync(dir));
  });
}

test.run();
