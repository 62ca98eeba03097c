import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openState, type State } from '../../../builder/frontend/state/mod.ts';
import { type Ran, runCairn, writeProgram } from '../../fakes/cairn.ts';
import { PRIVATE } from '../frontend-state/open-temporary.ts';

interface Context {
  dir: string;
  cairn: (...args: readonly string[]) => Promise<Ran>;
  inState: <T>(work: (state: State) => Promise<T>) => Promise<T>;
}

const test = suite<Context>('cairn host set, add, rename, show');
test.before.each(async (context) => {
  context.dir = await mkdtemp(join(tmpdir(), 'cairn-set-'));
  const logs = join(context.dir, 'logs');
  await mkdir(logs);
  const path = await writeProgram(
    join(context.dir, 'bin'),
    'ssh',
    `echo "$@" >>${join(context.dir, 'ssh.log')}`,
  );
  const env = {
    CAIRN_STATE: join(context.dir, 'state.db'),
    CAIRN_GRAPH: join(context.dir, 'graph.json'),
    CAIRN_LOGS: logs,
    PATH: path,
  };
  context.cairn = (...args) => runCairn(args, { env });
  context.inState = async (work) => {
    const state = await openState(env.CAIRN_STATE);
    try {
      return await work(state);
    } finally {
      await state.close();
    }
  };
  await context.inState((state) => state.setNetwork(PRIVATE));
  assert.is((await context.cairn('host', 'add', 'compute-0-[0-11]')).exitCode, 0);
});
test.after.each(({ dir }) => rm(dir, { recursive: true }));

test('a range of names is added with the next free addresses, or nothing of it is', async ({
  cairn,
  inState,
}) => {
  const { stdout } = await cairn('host', 'add', 'compute-1-[0-31]', '--mac', '52:54:00:00:01:[10-41]');
  assert.match(stdout, /^compute-1-0: 10\.1\.0\.14, install at its next start\n/);
  const hosts = await inState((state) => state.listHosts({ rack: 1 }));
  assert.is(hosts.length, 32);
  assert.equal([hosts[31]!.rank, hosts[31]!.macs], [31, ['52:54:00:00:01:41']]);
  const twice = await cairn('host', 'add', 'compute-[1-2]-[31]');
  assert.is(twice.exitCode, 1);
  assert.match(twice.stderr, 'compute-1-31: error: Host "compute-1-31" is there already');
  assert.equal(await inState((state) => state.listHosts({ rack: 2 })), []);
  assert.match(
    (await cairn('host', 'add', 'a[1-3]', '--mac', '52:54:00:00:00:01')).stderr,
    '"mac" has 1 value for 3 hosts',
  );
});

test('values fit the hosts in the order of their names, and what is not named stays', async ({
  cairn,
  inState,
  dir,
}) => {
  const macs = join(dir, 'macs');
  await writeFile(
    macs,
    `# of rack 5\n${Array.from({ length: 12 }, (_, n) => `52:54:00:00:05:${String(n + 10)}\n`).join('')}`,
  );
  const before = await inState((state) => state.findHost('compute-0-10'));
  const ran = await cairn(
    'host',
    'set',
    'compute-0-[0-11]',
    'address=10.1.7.[1-12]',
    'rack=5',
    `mac=@${macs}`,
  );
  assert.is(ran.exitCode, 0, ran.stderr);
  assert.match(
    ran.stdout,
    /compute-0-0: rack 0 to 5, address 10\.1\.0\.2 to 10\.1\.7\.1, MAC addresses none to 52:54/,
  );
  const after = await inState((state) => state.findHost('compute-0-10'));
  assert.equal(
    { ...after, revision: 0 },
    { ...before, revision: 0, rack: 5, address: '10.1.7.11', macs: ['52:54:00:00:05:20'] },
    '10 comes after 9',
  );
  await cairn(
    'host',
    'set',
    'compute-0-0',
    'mac=52:54:00:00:06:01,5254.0000.0602',
    'bmc=ipmi://root@10.9.0.1',
  );
  const one = await inState((state) => state.findHost('compute-0-0'));
  assert.equal([one?.macs, one?.bmc], [['52:54:00:00:06:01', '52:54:00:00:06:02'], 'ipmi://root@10.9.0.1']);
  await cairn('host', 'set', 'compute-0-0', 'mac=-', 'bmc=-');
  const none = await inState((state) => state.findHost('compute-0-0'));
  assert.equal([none?.macs, none?.bmc], [[], undefined]);
});

test('one value that does not fit refuses all, and names host and key', async ({ cairn, inState }) => {
  const before = await inState((state) => state.listHosts());
  for (const [words, message] of [
    [
      ['compute-0-[0-1]', 'address=10.1.0.[200-201]', 'rank=0'],
      'compute-0-1: error: Host "compute-0-0" has rack 0, rank 0',
    ],
    [
      ['compute-0-[0-1]', 'address=10.1.9.1,10.1.0.5'],
      'compute-0-1: error: Address "10.1.0.5" belongs to host "compute-0-3"',
    ],
    [['compute-0-[0-1]', 'address=10.1.9.1'], '"address" has 1 value for 2 hosts'],
    [['compute-0-[0-1]', 'address=10.1.9.[1-3]'], '"address" has 3 values for 2 hosts'],
    [['compute-0-0', 'mac=nothing'], 'compute-0-0: error: Bad MAC address "nothing"'],
    [['compute-0-0', 'boot=os'], 'Use: cairn boot SELECTION ACTION'],
    [['compute-0-0', 'colour=red'], 'Key "colour" is unknown'],
    [['compute-0-0', 'rack='], '"rack" has no value'],
    [['compute-0-[0-1]', 'name=a,a'], 'Two hosts would get one name'],
    [['compute-0-0', 'name=frontend-0', 'bmc_password_file=/nowhere'], '/nowhere'],
    [['compute-9-9', 'rack=1'], 'Host "compute-9-9" is not known'],
  ] as const) {
    const { exitCode, stderr } = await cairn('host', 'set', ...words);
    assert.ok(exitCode > 0, words.join(' '));
    assert.match(stderr, message);
  }
  assert.equal(await inState((state) => state.listHosts()), before);
});

test('a renamed host that is not reached is named: its certificate comes later', async ({
  cairn,
  inState,
  dir,
}) => {
  await inState((state) => state.recordReport('compute-0-3', { event: 'finished' }));
  await writeProgram(join(dir, 'bin'), 'ssh', 'exit 255');
  const { stdout, stderr, exitCode } = await cairn('host', 'rename', 'compute-0-3', 'db-1');
  assert.is(exitCode, 0, stderr);
  assert.match(stderr, 'db-1: not reached; the certificate of its SSH key has the old name until it asks');
  assert.match(stdout, 'cairn host reinstall db-1');
});
test('a renamed host keeps attributes, keys, events, certificates and its log, and gets a certificate for SSH', async ({
  cairn,
  inState,
  dir,
}) => {
  const certificate = {
    serial: '0A1B',
    kind: 'host',
    service: 'db',
    fromSeconds: 0,
    untilSeconds: 4e9,
  } as const;
  const logs = join(dir, 'logs');
  await inState(async (state) => {
    await state.recordReport('compute-0-3', { event: 'finished', disk: 'AB-1' });
    await state.putKeys([{ host: 'compute-0-3', name: 'ssh', value: 'k' }]);
    await state.recordCertificate({ ...certificate, name: 'compute-0-3' });
    await state.setAttributes([
      { scope: 'host', subject: 'compute-0-3', name: 'x', value: '1', secret: false },
    ]);
  });
  await writeFile(join(logs, 'compute-0-3.log'), 'first');
  await writeFile(join(logs, 'compute-0-3.log.1'), 'before');
  await writeFile(join(logs, 'db-1.log.1'), 'of a host that is gone');
  const { stdout, exitCode, stderr } = await cairn('host', 'rename', 'compute-0-3', 'db-1');
  assert.is(exitCode, 0, stderr);
  assert.match(stdout, 'db-1: name compute-0-3 to db-1');
  assert.match(stdout, 'cairn host reinstall db-1');
  assert.match(
    await readFile(join(dir, 'ssh.log'), 'utf8'),
    'root@10.1.0.5 systemctl start cairn-host-certificate.service',
  );
  await inState(async (state) => {
    assert.is(await state.findHost('compute-0-3'), undefined);
    const host = await state.findHost('db-1');
    assert.equal([host?.disk, host?.state, host?.address], ['AB-1', 'installed', '10.1.0.5']);
    assert.is((await state.listKeys('db-1'))[0]?.value, 'k');
    assert.is((await state.listAttributes({ subject: 'db-1' })).length, 1);
    assert.is((await state.listCertificates({ name: 'db-1' }))[0]?.serial, '0A1B');
    const events = (await state.listEvents({ host: 'db-1' })).map(({ kind, text }) =>
      `${kind} ${text}`.trim(),
    );
    assert.equal(events, ['added compute at 10.1.0.5', 'finished', 'renamed compute-0-3']);
    assert.is((await state.findRenamedHost('compute-0-3', '10.1.0.5'))?.name, 'db-1');
    assert.is(await state.findRenamedHost('compute-0-3', '10.1.0.6'), undefined);
    await state.addHost({ appliance: 'compute', name: 'compute-0-3' });
    assert.is(
      await state.findRenamedHost('compute-0-3', '10.1.0.5'),
      undefined,
      'another host is called so now',
    );
  });
  assert.is(await readFile(join(logs, 'db-1.log'), 'utf8'), 'first');
  assert.is(await readFile(join(logs, 'db-1.log.1'), 'utf8'), 'before');
});

test('two hosts exchange their names, with all that is theirs; a host that is being installed keeps its own', async ({
  cairn,
  inState,
  dir,
}) => {
  const [one, two] = ['compute-0-0', 'compute-0-1'];
  const logs = join(dir, 'logs');
  await writeFile(join(logs, `${one}.log`), one);
  await writeFile(join(logs, `${two}.log`), two);
  await inState(async (state) => {
    for (const host of [one, two]) await state.putKeys([{ host, name: 'ssh', value: host }]);
  });
  const swap = ['host', 'rename', 'compute-0-[0-1]', `${two},${one}`];
  assert.is((await cairn(...swap)).exitCode, 0);
  await inState(async (state) => {
    assert.is((await state.findHost(two))?.address, '10.1.0.2');
    assert.is((await state.listKeys(two))[0]?.value, one);
    assert.is((await state.listKeys(one))[0]?.value, two);
    await state.recordReport(one, { event: 'started' });
  });
  assert.is(await readFile(join(logs, `${two}.log`), 'utf8'), one);
  const refused = await cairn(...swap);
  assert.match(refused.stderr, `${one}: error: Host "${one}" is being installed, under this name`);
  assert.is(await readFile(join(logs, `${two}.log`), 'utf8'), one, 'the logs stayed');
});

test('a file names passwords of management boards; only what it says changes, and no export tells them', async ({
  cairn,
  inState,
  dir,
}) => {
  await writeFile(join(dir, 'secret'), 'hunter2\n');
  const file = join(dir, 'boards.csv');
  await writeFile(
    file,
    'name,bmc,bmc_password_file\ncompute-0-0,ipmi://root@10.9.0.1,secret\ncompute-0-1,,\n',
  );
  const before = await inState((state) => state.listHosts());
  assert.is((await cairn('host', 'import', '--update', file)).exitCode, 0);
  await inState(async (state) => {
    assert.equal(await state.listKeys('compute-0-0'), [
      { host: 'compute-0-0', name: 'bmc-password', value: 'hunter2' },
    ]);
    assert.equal(await state.listKeys('compute-0-1'), []);
    const plain = (hosts: typeof before) => hosts.map(({ bmc: _, revision: __, ...rest }) => rest);
    assert.equal(plain(await state.listHosts()), plain(before));
  });
  const shown = await cairn('host', 'show', 'compute-0-0');
  assert.match(shown.stdout, /keys +bmc-password \(secret\)\n/);
  for (const { stdout } of [
    shown,
    await cairn('host', 'show', 'compute-0-0', '--format', 'json'),
    await cairn('host', 'export'),
  ])
    assert.not.match(stdout, 'hunter2');
  await writeFile(file, 'name,rack,bmc_password_file\ncompute-0-1,3,secret\ncompute-0-2,3,gone\n');
  const refused = await cairn('host', 'import', '--update', file);
  assert.match(refused.stderr, `${file}:3: error: `);
  assert.is((await inState((state) => state.findHost('compute-0-1')))?.rack, 0);
});

test('one host with everything that is known of it', async ({ cairn, dir }) => {
  const attributes = { queue: { default: 'batch' }, pass: { secret: true } };
  await writeFile(
    join(dir, 'graph.json'),
    JSON.stringify({ format: 1, rolls: [{ name: 'hpc', attributes, files: [] }] }),
  );
  await cairn('attribute', 'set', 'pass', 'hunter2', '--rack', '0');
  await writeFile(join(dir, 'logs/compute-0-5.log'), 'twelve bytes');
  const { stdout } = await cairn('host', 'show', 'compute-0-5');
  assert.match(stdout, /address +10\.1\.0\.7\n/);
  assert.match(stdout, /groups +@all @compute @rack0 @state-new @boot-install\n/);
  assert.match(stdout, /installer's log +12 bytes/);
  assert.match(stdout, /pass +rack +state +\(secret\)\n/);
  assert.match(stdout, /queue +default +roll hpc +batch\n/);
  assert.match(stdout, /added +compute at 10\.1\.0\.7\n/);
  const page = JSON.parse((await cairn('host', 'show', 'compute-0-5', '--format', 'json')).stdout);
  assert.equal([page.host.name, page.logBytes, page.keys], ['compute-0-5', 12, []]);
  assert.not.match(stdout + JSON.stringify(page), 'hunter2');
  assert.match((await cairn('host', 'show', 'compute-0-[0-1]')).stderr, 'is more than one host');
});

test.run();
