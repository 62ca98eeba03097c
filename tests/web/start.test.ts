import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { get } from './installer.ts';
import { withLocalFrontend } from './local-frontend.ts';

let port = 600 + (process.pid % 200);
/** A port that is root's alone, and another one each time. */
const rootPort = (): number => {
  port += 1;
  return port;
};

const test = suite('starts of hosts, by the bundled service behind nginx');
test('root of an installed host says how it starts, and asks for others; nobody else does', () =>
  withLocalFrontend(async (it) => {
    const [mine, other] = [
      (await it.state.findHost('compute-0-0'))!,
      (await it.state.findHost('compute-0-1'))!,
    ];
    const say = async (word: string, from = mine.address, by: number | undefined = rootPort()) =>
      (await get(`${it.url}/boot/start/compute-0-0/${word}`, from, by)).status;
    const ask = async (words: string) =>
      (await get(`${it.url}/boot/after/compute-0-0/${words}`, mine.address, rootPort())).text;
    const shown = async () => {
      const { state, phase, failureReason } = (await it.state.findHost('compute-0-0'))!;
      return [state, phase, failureReason].filter(Boolean).join(': ');
    };
    assert.is(await say('ready'), 403, 'it was never installed');
    await it.state.recordReport('compute-0-0', { event: 'started' });
    await it.state.recordReport('compute-0-0', { event: 'finished' });
    assert.is(await say('ready', other.address), 403, 'another host');
    assert.is(await say('ready', mine.address, 40_000 + (process.pid % 1000)), 403, 'a port of everybody');
    assert.is(await shown(), 'installed');
    assert.is(await say('starting'), 204);
    assert.is(await ask('login/all'), 'none\n');
    assert.match(await ask('compute/all'), /^waits compute-0-0 \(starting\), compute-0-1 \(new\)/);
    assert.is(await shown(), 'starting: waiting for compute');
    assert.is(await say(`failed?text=${encodeURIComponent('web (mine/nodes/web.xml:3): no route\n')}`), 204);
    assert.is(await shown(), 'failed: start: web (mine/nodes/web.xml:3): no route');
    assert.is(await say('ready'), 204);
    assert.is(await shown(), 'ready');
    assert.is(await ask('compute/one'), 'ready\n');
    assert.is(await say('ready'), 204);
    await it.state.setBootAction(['compute-0-0'], 'install');
    assert.is(await say('starting'), 403, 'a reinstallation is waited for');
    assert.is(await shown(), 'ready');
    assert.not.match(it.journal(), /no route/);
  }));

test.run();
