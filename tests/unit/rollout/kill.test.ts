import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openStand, startCairn } from './stand.ts';

const test = suite('a rollout and kill -9');

test('whenever its process is killed, the next one repeats no host that is done and forgets none', async () => {
  const stand = await openStand(4);
  const { state, names, env, installations } = stand;
  try {
    const wish = {
      kind: 'reinstall',
      atOnce: 2,
      stopAfter: 1,
      hostSeconds: 600,
      isNewDisk: false,
      isOverwriting: false,
    } as const;
    const { id } = await state.addRollout(wish, names);
    let kills = 0;
    // At the first word that a host is beginning, after a restart, before it is written; in the midst of waiting; and so on.
    for (const after of [1, 3, 2, 5]) {
      let lines = 0;
      const { ended, child } = startCairn(['rollout', 'run', String(id)], env, () => {
        lines += 1;
        if (lines === after) child.kill('SIGKILL');
      });
      const code = await ended;
      if (code === null) kills += 1;
    }
    assert.ok(kills >= 3, `killed ${kills} times`);
    assert.is(await startCairn(['rollout', 'run', String(id)], env).ended, 0);
    const rollout = await state.findRollout(id);
    assert.is(rollout?.state, 'done');
    assert.equal(
      rollout?.hosts.filter(({ step }) => step !== 'good'),
      [],
    );
    assert.equal(
      names.map((name) => installations.get(name)),
      names.map(() => 1),
      'each was installed once',
    );
    const events = await state.listEvents({ limit: 10_000 });
    for (const name of names) {
      const asked = events.filter(
        ({ host, kind, text }) => host === name && kind === 'boot' && text === 'install',
      );
      assert.is(asked.length, 1, `${name} was asked to install once`);
    }
    // Never more than a wave at the same time.
    const finished = events.filter(({ kind }) => kind === 'finished').slice(names.length);
    const begins = events.filter(({ kind, text }) => kind === 'boot' && text === 'install');
    for (const [index, { id: at }] of begins.entries())
      assert.ok(finished.filter(({ id: before }) => before < at).length >= Math.floor(index / 2) * 2);
  } finally {
    await stand.end();
  }
});

test('SIGTERM ends the process, and not the rollout', async () => {
  const stand = await openStand(1, true);
  try {
    const wish = {
      kind: 'reinstall',
      atOnce: 1,
      stopAfter: 1,
      hostSeconds: 600,
      isNewDisk: false,
      isOverwriting: false,
    } as const;
    const { id } = await stand.state.addRollout({ ...wish, drainSeconds: 600 }, stand.names);
    const { ended } = startCairn(['rollout', 'run', String(id)], stand.env, (_, child) =>
      child.kill('SIGTERM'),
    );
    assert.is(await ended, 0);
    const rollout = await stand.state.findRollout(id);
    assert.equal([rollout?.state, rollout?.hosts[0]?.step], ['running', 'draining']);
    assert.equal(await stand.words('systemctl'), [], 'it is started again with the frontend');
  } finally {
    await stand.end();
  }
});

test.run();
