import { writeFile } from 'node:fs/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { withFrontend } from '../with-frontend.ts';

const test = suite('case: groups and the order of a list');
const GRAPH = { format: 1, rolls: [{ name: 'base', appliances: { login: { node: 'login' } }, files: [] }] };

test('a group that nobody is in is empty; one that cannot be is an error', () =>
  withFrontend(async ({ cairn, env }) => {
    await writeFile(env['CAIRN_GRAPH']!, JSON.stringify(GRAPH));
    for (const group of ['login', 'rack7', 'state-failed', 'boot-rescue', 'all']) {
      const ran = await cairn('host', 'list', `@${group}`, '--format', 'json');
      assert.is(ran.exitCode, 0, ran.stderr);
      assert.equal(JSON.parse(ran.stdout), []);
      assert.is((await cairn('host', 'list', '--group', group, '--format', 'json')).exitCode, 0);
    }
    const wrong = await cairn('host', 'list', '@logni');
    assert.is(wrong.exitCode, 1);
    assert.match(wrong.stderr, 'Group "@logni" is not known');
  }));

test('failed hosts come first, and every other order is a word away', () =>
  withFrontend(async ({ cairn, withState }) => {
    await withState(async (state) => {
      await state.addHosts([
        { appliance: 'a', name: 'n10', address: '10.1.0.20' },
        { appliance: 'b', name: 'n9', address: '10.1.0.100' },
        { appliance: 'c', name: 'n8', address: '10.1.0.3' },
      ]);
      await state.recordReport('n9', { event: 'finished' });
      await state.recordReport('n8', { event: 'failed', text: 'no disk' });
    });
    const order = async (...words: string[]): Promise<string> => {
      const { stdout } = await cairn('host', 'list', ...words);
      return stdout
        .split('\n')
        .slice(1, 4)
        .map((line) => line.split(' ')[0])
        .join(' ');
    };
    assert.is(await order(), 'n8 n10 n9');
    assert.is(await order('--sort', 'name'), 'n8 n9 n10');
    assert.is(await order('--sort', 'address'), 'n8 n10 n9');
    assert.is(await order('--sort', 'state'), 'n8 n10 n9');
    assert.is((await cairn('host', 'list', '--sort', 'colour')).exitCode, 2);
  }));

test.run();
