import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openState } from '../../../builder/frontend/state/mod.ts';
import { openTemporary } from './open-temporary.ts';

const CHILD = resolve('tests/unit/frontend-state/kill-child.ts');

/** Lets a writer work, and kills it so many milliseconds after its first answer. @returns names it answered */
function killWriter(file: string, afterMs: number): Promise<string[]> {
  const child = spawn(process.execPath, ['--import', 'tsx', CHILD, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    if (text === '') setTimeout(() => child.kill('SIGKILL'), afterMs);
    text += chunk.toString();
  });
  return new Promise((done) => {
    // Half a line may have been cut off: only whole lines count as answered.
    child.on('close', () =>
      done(
        text
          .slice(0, text.lastIndexOf('\n') + 1)
          .split(/\s+/)
          .filter(Boolean),
      ),
    );
  });
}

const test = suite('State and kill -9');
test('what was answered is there, what is there is whole', async () => {
  const { file, state, end } = await openTemporary();
  const answered: string[] = [];
  for (const afterMs of [0, 7, 23, 61]) {
    answered.push(...(await killWriter(file, afterMs)));
    // Another process reads on while the writer is dead, and so does one that was open all the time.
    const fresh = await openState(file);
    const hosts = await fresh.listHosts();
    const names = new Set(hosts.map((host) => host.name));
    assert.equal(
      answered.filter((name) => !names.has(name)),
      [],
    );
    assert.ok(hosts.every((host) => host.macs.length === 2));
    assert.is((await state.listHosts()).length, hosts.length);
    assert.is((await fresh.listEvents({ limit: 1e6 })).length, hosts.length, 'one event for each');
    await fresh.close();
  }
  assert.ok(answered.length >= 32, `${answered.length} were answered`);
  await end();
});
test.run();
