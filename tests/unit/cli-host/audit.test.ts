import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findUser, readUser } from '../../../builder/cli/frontend/administrator.ts';
import { parseSince } from '../../../builder/cli/site/audit.ts';
import { type AuditRecord, openState } from '../../../builder/frontend/state/mod.ts';
import { type Ran, runCairn } from '../../fakes/cairn.ts';
import { PRIVATE } from '../frontend-state/open-temporary.ts';

interface Context {
  dir: string;
  file: string;
  cairn: (...args: readonly string[]) => Promise<Ran>;
  /** What was written down since the last look: object, what, before, after. */
  news: () => Promise<readonly unknown[]>;
}

const test = suite<Context>('cairn audit');
test.before.each(async (context) => {
  context.dir = await mkdtemp(join(tmpdir(), 'cairn-audit-'));
  context.file = join(context.dir, 'state.db');
  const env = { CAIRN_STATE: context.file, CAIRN_GRAPH: join(context.dir, 'graph.json'), SUDO_USER: 'anna' };
  context.cairn = (...args) => runCairn(args, { env });
  const state = await openState(context.file);
  await state.setNetwork(PRIVATE);
  await state.addHosts([{ appliance: 'compute' }, { appliance: 'compute' }]);
  await state.close();
  let seen = 0;
  context.news = async () => {
    const all = JSON.parse((await context.cairn('audit', '--format', 'json')).stdout) as AuditRecord[];
    const fresh = all.filter(({ id }) => id > seen);
    seen = all.at(-1)?.id ?? 0;
    for (const { who } of fresh) assert.match(who ?? '', /^anna\b/);
    return fresh.map(({ command, action, object, host, before, after }) => [
      ...[command, action, object, ...(host === undefined ? [] : [host])],
      ...[before, after].filter((values) => values !== undefined),
    ]);
  };
});
test.after.each(({ dir }) => rm(dir, { recursive: true }));

test("what the service and installers do is nobody's command", async ({ news }) => {
  assert.equal(await news(), []);
});

test('each command that changes the state: who, what, before and after', async ({ cairn, news, dir }) => {
  await cairn(
    'host',
    'set',
    'compute-0-[0-1]',
    'address=10.1.0.[3,2]',
    'mac=52:54:00:00:00:01,52:54:00:00:00:02',
  );
  assert.equal(await news(), [
    [
      'host set',
      'change',
      'host compute-0-0',
      'compute-0-0',
      { address: '10.1.0.2', macs: null },
      { address: '10.1.0.3', macs: '52:54:00:00:00:01' },
    ],
    [
      'host set',
      'change',
      'host compute-0-1',
      'compute-0-1',
      { address: '10.1.0.3', macs: null },
      { address: '10.1.0.2', macs: '52:54:00:00:00:02' },
    ],
  ]);
  await cairn('host', 'set', 'compute-0-0', 'rack=0');
  assert.equal(await news(), [], 'nothing changed');
  await cairn('host', 'add', 'login-0-0');
  assert.equal(await news(), [
    [
      'host add',
      'add',
      'host login-0-0',
      'login-0-0',
      { name: 'login-0-0', appliance: 'login', rack: 0, rank: 0, address: '10.1.0.4', bootAction: 'install' },
    ],
  ]);
  await cairn('boot', 'login-0-0', 'os');
  assert.equal(await news(), [
    ['boot', 'change', 'host login-0-0', 'login-0-0', { bootAction: 'install' }, { bootAction: 'os' }],
  ]);
  await cairn('attribute', 'set', 'motd', 'a', '--host', 'login-0-0');
  await cairn('attribute', 'set', 'motd', 'b', '--host', 'login-0-0');
  assert.equal(await news(), [
    ['attribute set', 'add', 'attribute motd (host login-0-0)', 'login-0-0', { value: 'a' }],
    [
      'attribute set',
      'change',
      'attribute motd (host login-0-0)',
      'login-0-0',
      { value: 'a' },
      { value: 'b' },
    ],
  ]);
  await cairn('host', 'rename', 'login-0-0', 'door');
  assert.equal(await news(), [
    ['host rename', 'change', 'host login-0-0', 'door', { name: 'login-0-0' }, { name: 'door' }],
  ]);
  await cairn('host', 'remove', 'door');
  assert.equal(
    (await news()).map((one) => (one as unknown[]).slice(0, 3)),
    [
      ['host remove', 'remove', 'host door'],
      ['host remove', 'remove', 'attribute motd (host door)'],
    ],
  );
  await cairn('network', 'set', 'private', '--range', '10.1.200.0-10.1.210.0');
  assert.equal(await news(), [
    [
      'network set',
      'change',
      'network private',
      { rangeFrom: '10.1.192.0', rangeTo: '10.1.255.254' },
      { rangeFrom: '10.1.200.0', rangeTo: '10.1.210.0' },
    ],
  ]);
  await writeFile(join(dir, 'h.csv'), 'name\ncompute-0-5\n');
  await cairn('host', 'import', join(dir, 'h.csv'));
  assert.is((await news()).length, 1);
  await cairn('export', '--output', join(dir, 'all.yaml'));
  await cairn('import', '--replace', join(dir, 'all.yaml'));
  assert.equal(await news(), [], 'all is as it was');
  await cairn('attribute', 'set', 'motd', 'a');
  await news();
  await cairn('import', '--replace', join(dir, 'all.yaml'));
  const counts = { hosts: 3, attributes: 1, networks: 1, keys: 0, certificates: 0 };
  assert.equal((await news()).at(-1), [
    ...['import', 'change', 'everything'],
    counts,
    { ...counts, attributes: 0 },
  ]);
});

test('that a secret changed is told, and never what it is; what was refused leaves nothing', async ({
  cairn,
  news,
  dir,
}) => {
  await writeFile(join(dir, 'pw'), 'hunter2');
  await cairn('attribute', 'set', 'pass', 'hunter2', '--secret');
  await cairn('attribute', 'set', 'pass', 'hunter3', '--secret');
  await cairn('host', 'set', 'compute-0-0', `bmc_password_file=${join(dir, 'pw')}`);
  await cairn('host', 'set', 'compute-0-0', 'rack=9', 'address=10.9.9.9');
  assert.equal(await news(), [
    ['attribute set', 'add', 'attribute pass (global)', { value: '(secret)' }],
    ['attribute set', 'change', 'attribute pass (global)', { value: '(secret)' }, { value: '(secret)' }],
    ['host set', 'add', 'key bmc-password of host compute-0-0', 'compute-0-0', { value: '(secret)' }],
  ]);
  const { stdout } = await cairn('audit');
  assert.match(
    stdout,
    /anna.* done +change +- +- +- +attribute set: attribute pass \(global\): value changed/,
  );
  assert.not.match(stdout, 'hunter');
});

test('by host and by time', async ({ cairn }) => {
  await cairn('boot', 'compute-0-0', 'os');
  await cairn('boot', 'compute-0-1', 'os');
  const linesOf = async (...args: readonly string[]): Promise<number> =>
    (await cairn('audit', ...args)).stdout.trim().split('\n').length - 1;
  assert.equal(
    [
      await linesOf(),
      await linesOf('--host', 'compute-0-1'),
      await linesOf('--since', '1h'),
      await linesOf('--since', '2999-01-01'),
    ],
    [2, 1, 2, 0],
  );
  assert.is((await cairn('audit', '--since', 'yesterday')).exitCode, 2);
  assert.is(parseSince('2026-11-27T10:00Z', 0), Date.UTC(2026, 10, 27, 10) / 1000);
  assert.is(parseSince('7d', 1_000_000), 1_000_000 - 7 * 86_400);
});

test('oldest go first: by number of each kind, and by bytes of what was changed', async ({ file, cairn }) => {
  const { openConnection } = await import('../../../builder/frontend/state/database/connection.ts');
  const connection = await openConnection(file);
  const fill = (columns: string, values: string, count: number): Promise<void> =>
    connection.script(`INSERT INTO audit (timeSeconds, action, ${columns})
      WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count}) SELECT i, 'old', ${values} FROM n`);
  await fill('outcome', "'refused'", 100_300);
  await fill(
    'outcome, who, object, "after"',
    "'done', 'anna', 'x', '{\"v\":\"' || hex(zeroblob(5000)) || '\"}'",
    7000,
  );
  await connection.close();
  const state = await openState(file);
  for (let n = 0; n < 100; n += 1) await state.recordAudit({ action: 'new', outcome: 'refused' });
  const all = await state.listAudit({ limit: 1e6 });
  await state.close();
  const changes = all.filter(({ who }) => who !== undefined);
  assert.ok(all.length - changes.length <= 100_100, 'refusals');
  assert.is(all.at(-1)?.action, 'new');
  const bytes = changes.length * 10_000;
  assert.ok(bytes < 64 * 1024 * 1024 && bytes > 60 * 1024 * 1024, `${changes.length}`);
  assert.is(changes.at(-1)?.timeSeconds, 7000, 'the newest are kept');
  await cairn('attribute', 'set', 'long', 'x'.repeat(10_000));
  const last = JSON.parse((await cairn('audit', '--format', 'json')).stdout).at(-1);
  assert.ok(last.after.value.length < 600, 'a long value is cut');
});

test('who it is: by sudo, by the login that the kernel keeps, or the user of the process', () => {
  const passwd = 'root:x:0:0::/root:/bin/sh\nanna:x:1000:1000::/home/anna:/bin/sh\n';
  const none = '4294967295';
  for (const [env, loginUid, expected] of [
    [{}, none, 'root'],
    [{}, '', 'root'],
    [{}, '0', 'root'],
    [{ SUDO_USER: 'anna' }, '1000', 'anna'],
    [{ SUDO_USER: 'anna' }, none, 'anna'],
    [{}, '1000', 'root (login anna)'],
    [{ SUDO_USER: 'root' }, '1001', 'root (login uid 1001)'],
  ] as const)
    assert.is(findUser({ env, loginUid, passwd, user: 'root' }), expected);
});

test('who has no name is a number', () => {
  assert.is(
    readUser(() => ({ username: 'anna' })),
    'anna',
  );
  const name = readUser(() => {
    throw new Error('no entry in the list of users');
  });
  assert.is(name, `uid ${process.getuid?.()}`);
});

test.run();
