import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readServiceStatus } from '../../../builder/cli/frontend/service-status.ts';
import { createApprover } from '../../../builder/cli/host/approve.ts';
import type { DiscoverLine } from '../../../builder/frontend/discover/client.ts';
import { openState, type State } from '../../../builder/frontend/state/mod.ts';
import { BuildError, errorProblem } from '../../../builder/model/mod.ts';
import { type Ran, runCairn, writeProgram } from '../../fakes/cairn.ts';
import { PRIVATE } from '../frontend-state/open-temporary.ts';

interface Stand {
  readonly dir: string;
  readonly env: Readonly<Record<string, string>>;
  readonly cairn: (...args: readonly string[]) => Promise<Ran>;
  readonly withState: <T>(work: (state: State) => Promise<T>) => Promise<T>;
}

const test = suite<Stand>('commands of a frontend');
test.before.each(async (context) => {
  const dir = await mkdtemp(join(tmpdir(), 'cairn-frontend-'));
  const env = {
    CAIRN_STATE: join(dir, 'state.db'),
    CAIRN_GRAPH: join(dir, 'graph.json'),
    CAIRN_LOGS: dir,
    CAIRN_SOCKET: join(dir, 'cairnd.sock'),
  };
  const appliances = { compute: { node: 'compute', summary: 'Computes' }, login: { node: 'login' } };
  await writeFile(
    env.CAIRN_GRAPH,
    JSON.stringify({ format: 1, rolls: [{ name: 'base', appliances, attributes: { a: {} }, files: [] }] }),
  );
  const withState: Stand['withState'] = async (work) => {
    const state = await openState(env.CAIRN_STATE);
    try {
      return await work(state);
    } finally {
      await state.close();
    }
  };
  await withState(async (state) => {
    await state.setNetwork(PRIVATE);
    await state.addHosts([{ appliance: 'compute' }, { appliance: 'compute' }]);
  });
  Object.assign(context, { dir, env, withState, cairn: (...args: string[]) => runCairn(args, { env }) });
});
test.after.each(({ dir }) => rm(dir, { recursive: true }));

test('appliance list: what rolls have, and what hosts are for', async ({ cairn, withState }) => {
  await withState((state) => state.addHost({ name: 'old-0-0', appliance: 'old', address: '10.1.3.3' }));
  assert.is(
    (await cairn('appliance', 'list')).stdout,
    'APPLIANCE  ROLL  HOSTS  SUMMARY\ncompute    base  2      Computes\nlogin      base  0\nold        -     1      No roll has it\n',
  );
  const listed = JSON.parse((await cairn('appliance', 'list', '--format', 'json')).stdout) as unknown[];
  assert.equal(listed[0], { name: 'compute', roll: 'base', summary: 'Computes', hosts: 2 });
});

test('network set: what is not given stays; a network that moves lends other addresses', async ({
  cairn,
}) => {
  const list = async () => (await cairn('network', 'list')).stdout.split('\n')[1];
  assert.match(
    (await list())!,
    /^private +10\.1\.0\.0\/16 +10\.1\.0\.1 +- +- +10\.1\.192\.0-10\.1\.255\.254/,
  );
  await cairn(
    'network',
    'set',
    'private',
    '--mtu',
    '9000',
    '--domain',
    'cluster.local',
    '--interface',
    'eth1',
  );
  assert.match((await list())!, /eth1 +cluster\.local +10\.1\.192\.0-10\.1\.255\.254 +9000$/);
  await cairn('host', 'remove', '@all');
  const moved = await cairn('network', 'set', 'private', '10.2.0.0/16', '--address', '10.2.0.1');
  assert.is(moved.stdout, 'private: 10.2.0.0/16\n');
  assert.match((await list())!, /10\.2\.0\.0\/16 +10\.2\.0\.1 +- +- +10\.2\.192\.0-10\.2\.255\.254/);
  await cairn('network', 'set', 'private', '--range', '10.2.9.1-10.2.9.9');
  const [json] = JSON.parse((await cairn('network', 'list', '--format', 'json')).stdout) as [object];
  assert.equal(
    [json].map(({ rangeFrom, rangeTo }: { rangeFrom?: string; rangeTo?: string }) => [rangeFrom, rangeTo]),
    [['10.2.9.1', '10.2.9.9']],
  );
});

for (const [words, code, message] of [
  [['storage', '10.1.0.0/16'], 2, 'Network "storage" is unknown'],
  [['public'], 2, 'Network "public" is new: say where it is'],
  [['private', 'ten'], 1, 'Bad network "ten"'],
  [['private', '--range', 'ten'], 1, 'Bad range "ten"'],
  [['private', '--mtu', 'big'], 2, '"big" after --mtu is no number from 0 to 65535'],
] as const) {
  test(`network set ${words.join(' ')} is refused`, async ({ cairn }) => {
    const { exitCode, stderr } = await cairn('network', 'set', ...words);
    assert.is(exitCode, code);
    assert.match(stderr, message);
  });
}

test('attributes: set, shown with their scope, removed; one scope at a time', async ({ cairn }) => {
  assert.is((await cairn('attribute', 'set', 'a', '1')).stdout, 'global: a=1\n');
  assert.is(
    (await cairn('attribute', 'set', 'a', '2', '--host', 'compute-0-[0-1]', '--secret')).stdout,
    'host compute-0-0: a=(secret)\nhost compute-0-1: a=(secret)\n',
  );
  assert.is(
    (await cairn('attribute', 'list')).stdout,
    'SCOPE             NAME  VALUE\nglobal            a     1\nhost compute-0-0  a     (secret)\nhost compute-0-1  a     (secret)\n',
  );
  assert.equal(JSON.parse((await cairn('attribute', 'list', '--rack', '0', '--format', 'json')).stdout), []);
  assert.is((await cairn('attribute', 'remove', 'a', '--rack', '0')).stdout, 'rack 0: a was not set\n');
  assert.is((await cairn('attribute', 'remove', 'a')).stdout, 'global: a removed\n');
  const two = await cairn('attribute', 'set', 'a', '1', '--rack', '0', '--os', 'debian');
  assert.is(two.exitCode, 2);
  assert.match(two.stderr, 'Scopes "os" and "rack" were given');
  const many = await cairn('attribute', 'get', 'a', '--host', 'compute-0-[0-1]');
  assert.match(many.stderr, 'Name one host with --host');
  assert.match((await cairn('attribute', 'get', 'b', '--host', 'compute-0-0')).stderr, 'set nowhere');
});

test('host add: by name or by appliance; with a management board and its password', async (stand) => {
  const { cairn, dir, withState } = stand;
  await writeFile(join(dir, 'password'), 'hunter2\n');
  const board = ['--bmc', 'ipmi://admin@10.1.9.1', '--bmc-password', join(dir, 'password')];
  const added = await cairn('host', 'add', '--mac', '52:54:00:00:00:09', ...board);
  assert.match(added.stdout, /^compute-0-2: 10\.1\.\d+\.\d+, install at its next start\n$/);
  assert.match((await cairn('host', 'add', 'login-1-0', '--boot', 'os')).stdout, /^login-1-0: .* os at/);
  const keys = await withState((state) => state.listKeys('compute-0-2'));
  assert.equal(
    keys.map(({ name, value }) => `${name}=${value}`),
    ['bmc-password=hunter2'],
  );
});

test('host log: what the installer wrote, or what the frontend saw', async ({ cairn, dir, withState }) => {
  assert.match((await cairn('host', 'log', 'nobody')).stderr, 'Host "nobody" is not known');
  assert.match((await cairn('host', 'log', 'compute-0-0')).stdout, 'has written no log yet');
  await writeFile(join(dir, 'compute-0-0.log'), 'one\n\u001b[31mtwo\u001b[0m\n');
  assert.is((await cairn('host', 'log', 'compute-0-0')).stdout, 'one\ntwo\n');
  await withState((state) => state.recordEvent('compute-0-0', 'restarted', 'SSH'));
  assert.match((await cairn('host', 'log', '--events', 'compute-0-0')).stdout, /T\S+Z restarted SSH\n$/);
});

test('on a terminal the log of a host cannot command it', async ({ dir, env }) => {
  await writeFile(join(dir, 'compute-0-0.log'), 'one\n\u001b[31mtwo\u001b[0m\n');
  const { stdout } = await runCairn(['host', 'log', 'compute-0-0'], { env, isTTY: true });
  assert.is(stdout, 'one\ntwo\n');
});

test('what a host, or a stranger, says of itself commands no terminal in any list', async (stand) => {
  const { cairn, withState } = stand;
  const evil = '\u001b]52;c;ZXZpbA==\u0007\u001b[2J\u009b31m\u202egnp.exe';
  await withState(async (state) => {
    await state.recordReport('compute-0-0', { event: 'phase', phase: evil });
    await state.recordReport('compute-0-0', { event: 'failed', text: evil });
    await state.recordEvent('compute-0-0', 'seen', evil);
    await state.recordAudit({ action: 'secrets', outcome: 'refused', host: evil, detail: evil });
    await state.setAttributes([
      { scope: 'host', subject: 'compute-0-0', name: 'a', value: evil, secret: false },
    ]);
  });
  for (const words of [
    ['host', 'list'],
    ['host', 'list', '--format', 'json'],
    ['host', 'log', '--events', 'compute-0-0'],
    ['audit'],
    ['audit', '--format', 'json'],
    ['attribute', 'list', '--host', 'compute-0-0'],
    ['attribute', 'get', 'a', '--host', 'compute-0-0'],
  ]) {
    const { stdout, stderr } = await cairn(...words);
    assert.match(stdout + stderr, /gnp\.exe/, words.join(' '));
    assert.not.match(
      stdout + stderr,
      /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/,
      words.join(' '),
    );
  }
});

test('host remove: the next host of this name has neither the events nor the log of the old one', async ({
  cairn,
  dir,
  withState,
}) => {
  await withState((state) => state.recordReport('compute-0-0', { event: 'failed', text: 'of the old one' }));
  await writeFile(join(dir, 'compute-0-0.log'), 'log of the old one\n');
  await cairn('host', 'remove', 'compute-0-0');
  assert.match((await cairn('host', 'log', '--events', 'compute-0-0')).stdout, 'of the old one');
  await cairn('host', 'add', 'compute-0-0', '--appliance', 'compute');
  await withState((state) => state.recordEvent('compute-0-0', 'seen', 'new'));
  const { stdout } = await cairn('host', 'log', '--events', 'compute-0-0');
  assert.match(stdout, /added compute at .*\n.*seen new\n$/);
  assert.not.match(stdout, /of the old one|removed/);
  assert.match((await cairn('host', 'log', 'compute-0-0')).stdout, 'has written no log yet');
  assert.is(await readFile(join(dir, 'compute-0-0.log.1'), 'utf8'), 'log of the old one\n');
});

test('host reinstall: hosts are restarted; one that is not installs when it starts', async (stand) => {
  const { dir, env, withState } = stand;
  const [first] = await withState((state) => state.listHosts());
  const script = `case "$*" in *root@${first!.address}*) exit 0;; *) echo unreachable >&2; exit 255;; esac`;
  const path = await writeProgram(join(dir, 'bin'), 'ssh', script);
  const { exitCode, stdout, stderr } = await runCairn(['host', 'reinstall', '@compute'], {
    env: { ...env, PATH: path },
  });
  assert.is(exitCode, 3);
  assert.match(stdout, 'compute-0-0: restarted over SSH\n');
  assert.match(stdout, '1 host restarted, 1 not\n');
  assert.match(stderr, 'compute-0-1: it installs when it is started: ');
});

test('run: clush gets the hosts folded, and its exit code is ours', async ({ cairn, dir, env }) => {
  const path = await writeProgram(join(dir, 'bin'), 'clush', 'echo "$@"; echo warned >&2; exit 7');
  const run = (...words: string[]) => runCairn(['run', ...words], { env: { ...env, PATH: path } });
  const { exitCode, stdout, stderr } = await run(
    '--gather',
    '--timeout',
    '5',
    '@compute',
    '--',
    'uname',
    '-r',
  );
  assert.is(exitCode, 7);
  assert.is(stdout, '--nostdin -S -b -u 5 -l root -w compute-0-[0-1] uname -r\n');
  assert.is(stderr, 'warned\n');
  assert.is((await run('@compute', 'true')).stdout, '--nostdin -S -l root -w compute-0-[0-1] true\n');
  assert.is((await cairn('run', '@compute', '--timeout', 'long', 'true')).exitCode, 2);
});

test('host wait: until all are ready; at once where one will not come by itself, and not beyond its time', async ({
  cairn,
  withState,
}) => {
  await withState((state) => state.setBootAction(['compute-0-0', 'compute-0-1'], 'os'));
  const late = await cairn('host', 'wait', '@compute', '--ready', '--timeout', '1');
  assert.is(late.exitCode, 3);
  assert.match(
    late.stderr,
    /Not ready: compute-0-0: new .*\[HOST_NOT_READY\][\s\S]*Not ready: compute-0-1: new /,
  );
  await withState((state) => state.recordStart('compute-0-0', { word: 'ready' }));
  const waiting = cairn('host', 'wait', 'compute-0-[0-1]', '--ready', '--timeout', '600');
  await withState(async (state) => {
    await state.recordStart('compute-0-1', { word: 'starting' });
    await state.recordStart('compute-0-1', { word: 'ready' });
  });
  const well = await waiting;
  assert.equal([well.exitCode, well.stdout], [0, '2 hosts ready\n'], well.stderr);
  assert.is((await cairn('host', 'list', '@state-ready', '--format', 'nodes')).stdout, 'compute-0-[0-1]\n');
  await withState((state) =>
    state.recordStart('compute-0-1', { word: 'failed', text: 'web (a.xml:3): no route' }),
  );
  const lost = await cairn('host', 'wait', '@compute', '--timeout', '600');
  assert.is(lost.exitCode, 3);
  assert.match(lost.stderr, /Not ready: compute-0-1: failed: web \(a\.xml:3\): no route/);
  assert.not.match(lost.stderr, /compute-0-0/);
});

test('host watch: without a terminal a line for each change, until it is interrupted', async (stand) => {
  const { env, withState } = stand;
  const before = process.listenerCount('SIGINT');
  let changed = false;
  const { exitCode, stdout } = await runCairn(['host', 'watch'], {
    env,
    onOutput: (text) => {
      if (/compute-0-1 .* os /.test(text)) process.emit('SIGINT');
      if (changed) return;
      changed = true;
      void withState((state) => state.setBootAction(['compute-0-1'], 'os'));
    },
  });
  assert.is(exitCode, 0);
  assert.equal(
    stdout.split('\n').map((line) => line.split(' ')[0]),
    ['NAME', 'compute-0-0', 'compute-0-1', 'compute-0-1', ''],
  );
  assert.is(process.listenerCount('SIGINT'), before, 'nothing is left behind');
});

test('host watch: on a terminal the most urgent hosts, and how many are not shown', async (stand) => {
  const { env, withState } = stand;
  await withState((state) => state.addHosts(Array.from({ length: 40 }, () => ({ appliance: 'compute' }))));
  const { stdout } = await runCairn(['host', 'watch'], {
    env,
    isTTY: true,
    onOutput: (text) => void (text.includes('not shown') && process.emit('SIGINT')),
  });
  assert.match(stdout, /42 new; \d+ of them are not shown/);
});

/** A service that tells these lines and ends. */
async function withService(
  socket: string,
  status: number,
  text: string,
  work: () => Promise<void>,
): Promise<void> {
  const server = createServer((_, response) => response.writeHead(status).end(text));
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  try {
    await work();
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

const host = { name: 'compute-0-0', macs: ['52:54:00:00:00:01'], address: '10.1.1.1', percent: 40, since: 1 };
const LINES = [
  { kind: 'discovery', data: { appliance: 'compute', rack: 1 } },
  { kind: 'strangers', data: [{ mac: '52:54:00:00:00:01', detail: 'UEFI' }] },
  { kind: 'host', data: { ...host, state: 'installing', phase: 'packages', failureReason: '', failures: 0 } },
  {
    kind: 'host',
    data: { ...host, state: 'failed', phase: 'packages', failureReason: 'no disk', failures: 1 },
  },
  { kind: 'removed', data: { name: 'compute-0-0' } },
] as unknown as readonly DiscoverLine[];
const TOLD = LINES.map((line) => `${JSON.stringify(line)}\n`).join('');

test('discover: what the service tells, as lines, as JSON, and on a terminal', async ({ env }) => {
  const plain = { ...env, NO_COLOR: '1', LC_ALL: 'C', TERM: 'xterm' };
  const discover = (more: readonly string[], isTTY = false) =>
    runCairn(['discover', '--appliance', 'compute', '--rack', '1', ...more], { env: plain, isTTY });
  await withService(env['CAIRN_SOCKET']!, 200, TOLD, async () => {
    const { stdout, exitCode } = await discover([]);
    assert.is(exitCode, 0);
    assert.is(
      stdout,
      `Waiting for machines (compute, rack 1): switch them on; Ctrl-C ends it
52:54:00:00:00:01 asked for an address (UEFI)
compute-0-0 (52:54:00:00:00:01, 10.1.1.1) packages, 40 %
compute-0-0 (52:54:00:00:00:01, 10.1.1.1) failed: no disk
compute-0-0 was removed
`,
    );
    assert.equal(
      (await discover(['--json'])).stdout,
      LINES.map((line) => `${JSON.stringify(line)}\n`).join(''),
    );
    const drawn = (await discover([], true)).stdout;
    assert.match(drawn, 'compute-0-0  [########------------]  40%  installing');
    assert.match(drawn, 'compute-0-0 (52:54:00:00:00:01, 10.1.1.1) failed: no disk');
  });
});

test('discover --ask: a machine that came since is asked about, and nobody who answers names none', async ({
  env,
}) => {
  const lines = [
    { kind: 'discovery', data: { appliance: 'compute', rack: 1, startedSeconds: 5 } },
    { kind: 'strangers', data: [{ mac: '52:54:00:00:00:01', detail: 'UEFI', lastSeconds: 6 }] },
  ];
  const told = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  await withService(env['CAIRN_SOCKET']!, 200, told, async () => {
    const words = ['discover', '--appliance', 'compute', '--ask'];
    const { stdout, exitCode } = await runCairn(words, { env: { ...env, NO_COLOR: '1' } });
    assert.is(exitCode, 0);
    assert.match(stdout, 'Name 52:54:00:00:00:01 (UEFI)? [y/n] ');
  });
});

test('discover --ask: what the service says against a machine is told, and the next one is asked about', async () => {
  const said: string[] = [];
  const tell = createApprover({
    ask: async () => 'yes',
    approve: async (mac) => {
      if (mac.endsWith('1')) throw new BuildError(errorProblem('USAGE', `${mac} is taken`));
      return 'compute-0-7';
    },
    print: (line) => said.push(line),
  });
  tell({ kind: 'discovery', data: { startedSeconds: 5 } } as DiscoverLine);
  const strangers = ['52:54:00:00:00:01', '52:54:00:00:00:02'].map((mac) => ({
    mac,
    detail: '',
    lastSeconds: 6,
  }));
  tell({ kind: 'strangers', data: strangers } as unknown as DiscoverLine);
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(said, ['error: 52:54:00:00:00:01 is taken [USAGE]', '52:54:00:00:00:02 is compute-0-7']);
});

test('what is no answer of the service says nothing of it', async ({ env }) => {
  const socket = env['CAIRN_SOCKET']!;
  assert.is(await readServiceStatus(socket), undefined);
  await withService(socket, 200, 'no JSON', async () =>
    assert.is(await readServiceStatus(socket), undefined),
  );
  await withService(socket, 503, '{}', async () => assert.is(await readServiceStatus(socket), undefined));
  const status = '{"unpublished":{"reason":"graph.json"}}';
  await withService(socket, 200, status, async () =>
    assert.equal(await readServiceStatus(socket), JSON.parse(status)),
  );
});

test('discover: the service refuses, or is not there', async ({ env }) => {
  const words = ['discover', '--appliance', 'nothing'];
  await withService(env['CAIRN_SOCKET']!, 400, '{"error":"No appliance nothing"}', async () => {
    const { exitCode, stderr } = await runCairn(words, { env });
    assert.is(exitCode, 2);
    assert.match(stderr, 'No appliance nothing');
  });
  const { exitCode, stderr } = await runCairn(words, { env });
  assert.is(exitCode, 3);
  assert.match(stderr, 'systemctl status cairnd');
});

test('export to a file only its owner can read', async ({ cairn, dir }) => {
  const file = join(dir, 'all.yaml');
  assert.is((await cairn('export', '--output', file, '--without-logs')).stdout, `${file} written\n`);
  assert.is((await stat(file)).mode & 0o777, 0o600);
  assert.match(await readFile(file, 'utf8'), 'compute-0-1');
});

test.run();
