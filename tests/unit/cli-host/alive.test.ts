import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readLives } from '../../../builder/cli/frontend/read-lives.ts';
import { renderHostTable } from '../../../builder/cli/host/text.ts';
import { openState } from '../../../builder/frontend/state/mod.ts';
import type { HostLife } from '../../../builder/hosts/mod.ts';
import { type Ran, runCairn } from '../../fakes/cairn.ts';
import { PRIVATE } from '../frontend-state/open-temporary.ts';

const word = {
  release: 'abcdef012345',
  bootedSeconds: 5,
  load: 0.5,
  disks: [],
  failedCount: 0,
  failedUnits: [],
};
const LIVES: Readonly<Record<string, HostLife>> = {
  'compute-0-0': {
    isSilent: false,
    heardSeconds: 990,
    word: { ...word, failedCount: 9, failedUnits: ['a.service'] },
  },
  'compute-0-1': { isSilent: true, heardSeconds: 400, word },
};

const folder = mkdtempSync(join(tmpdir(), 'cairn-lives-'));
const env = {
  CAIRN_STATE: join(folder, 'state.db'),
  CAIRN_GRAPH: join(folder, 'graph.json'),
  CAIRN_SOCKET: join(folder, 'cairnd.sock'),
};
const cairn = (...words: readonly string[]): Promise<Ran> => runCairn(words, { env });

/** A service that says so of hosts, and nothing else. */
async function listen(text = JSON.stringify(LIVES)): Promise<Server> {
  const server = createServer((request, response) =>
    request.url === '/v1/alive' ? response.end(text) : response.writeHead(404).end(),
  );
  await new Promise<void>((done) => server.listen(env.CAIRN_SOCKET, done));
  return server;
}

const test = suite('commands know who is alive');
test.before(async () => {
  const state = await openState(env.CAIRN_STATE);
  await state.setNetwork(PRIVATE);
  await state.addHosts([{ appliance: 'compute' }, { appliance: 'compute' }, { appliance: 'compute' }]);
  for (const name of Object.keys(LIVES)) await state.recordReport(name, { event: 'finished' });
  await state.close();
});
test.after(() => rmSync(folder, { recursive: true }));

test('from the service: in lists, as groups, and for ClusterShell', async () => {
  const service = await listen();
  const nodes = async (...words: readonly string[]): Promise<string> =>
    (await cairn('host', 'list', '--format', 'nodes', ...words)).stdout.trim();
  try {
    assert.is(await nodes('@silent'), 'compute-0-1');
    assert.is(await nodes('@compute!@alive'), 'compute-0-[1-2]');
    assert.is(await nodes('--group', 'release-abcdef012345'), 'compute-0-[0-1]');
    const { stdout: groups } = await cairn('host', 'list', '--groups');
    assert.match(groups, /^alive\n(?:.+\n)*release-abcdef012345\nsilent\n/m);
    assert.match((await cairn('host', 'list', '--groups-of', 'compute-0-1')).stdout, /^silent$/m);
    const { stdout: table } = await cairn('host', 'list');
    assert.match(table, /SINCE +RELEASE +HEARD +LOAD +REMARK\n/);
    assert.match(table, /compute-0-0 .* 0\.50 +9 failed units: a\.service, \.\.\.\n/);
    assert.match(table, /compute-0-1 .* 0\.50 +silent\n/);
    assert.match(table, /compute-0-2 .* - +-\n/);
    const listed = JSON.parse((await cairn('host', 'list', '--format', 'json')).stdout) as {
      alive: unknown;
    }[];
    assert.equal(
      listed.map(({ alive }) => alive),
      [
        { isSilent: false, heardSeconds: 990, ...word, failedCount: 9, failedUnits: ['a.service'] },
        { isSilent: true, heardSeconds: 400, ...word },
        null,
      ],
    );
  } finally {
    service.close();
    service.closeAllConnections();
  }
});
test('and say that it is not known where the service does not answer', async () => {
  const silent = await cairn('host', 'list', '@silent');
  assert.is(silent.exitCode, 3);
  assert.match(
    silent.stderr,
    /Who is of "@silent" is not known: the service .* does not answer .*ALIVE_UNKNOWN/,
  );
  const listed = await cairn('host', 'list', '--format', 'json');
  assert.is(listed.exitCode, 0);
  assert.match(listed.stderr, /warning: When hosts were last heard of is not known/);
  assert.not.ok('alive' in (JSON.parse(listed.stdout) as object[])[0]!);
  const table = await cairn('host', 'list');
  assert.not.match(table.stdout, 'HEARD');
  assert.match(table.stderr, /warning: When hosts were last heard of/);
  assert.is((await cairn('host', 'list', '--format', 'nodes')).stderr, '');
});
test('and where it answers with no JSON', async () => {
  const service = await listen('<html>');
  try {
    assert.is(await readLives(env.CAIRN_SOCKET), undefined);
  } finally {
    service.close();
    service.closeAllConnections();
  }
});
test('a silent host is red', () => {
  const host = {
    ...{ name: 'compute-0-1', appliance: 'compute', address: '10.1.0.2', bootAction: 'os', state: 'ready' },
    ...{ phase: '', percent: 100, sinceSeconds: 0, failures: 0, failureReason: '' },
  } as Parameters<typeof renderHostTable>[0][number];
  const table = renderHostTable([host], 1000, { color: true, blocks: true }, new Map(Object.entries(LIVES)));
  assert.match(table, /\u001b\[31m10 min *\u001b\[0m/);
  assert.match(table, /\u001b\[31msilent\u001b\[0m/);
});
test.run();
