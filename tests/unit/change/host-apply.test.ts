import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type ApplyRequest, RELEASE_KEYRING } from '../../../builder/model/mod.ts';
import { type Ran, runCairn, writeProgram } from '../../fakes/cairn.ts';
import { createPlannedFrontend, type PlannedFrontend } from '../../fakes/planned-frontend.ts';

const PLAN = { verdict: 'in place', reasons: [], attributes: [], changes: [], restarts: [] } as const;
const HOSTS = ['compute-0-0', 'compute-0-1', 'compute-0-2'] as const;

/** Runs `cairn host apply @compute WORDS...`, with a ClusterShell that hears these answers. */
async function apply(it: PlannedFrontend, answers: readonly object[], ...words: string[]): Promise<Ran> {
  const lines: string[] = [];
  for (const [index, host] of HOSTS.entries()) {
    const record = await it.state.readRecord(host);
    const answer = { format: 1, plan: PLAN, drift: [], overwritten: [], record, ...answers[index] };
    lines.push(JSON.stringify({ host, status: 0, out: JSON.stringify(answer), err: '' }));
  }
  writeFileSync(join(it.own, 'said'), lines.join('\n'));
  const PATH = await writeProgram(it.own, 'python3', `cat > ${it.own}/asked; cat ${it.own}/said`);
  return runCairn(['host', 'apply', '@compute', ...words], { env: { ...it.env, PATH } });
}

const test = suite<{ it: PlannedFrontend }>('cairn host apply, on the frontend');
test.before.each(async (context) => {
  context.it = await createPlannedFrontend(HOSTS.length);
  await context.it.install();
});
test.after.each(({ it }) => it.end());

/** What is remembered of changes. */
async function events({ state }: PlannedFrontend): Promise<readonly string[]> {
  const rows = await state.listEvents();
  return rows
    .filter(({ kind }) => kind.startsWith('appl'))
    .map(({ host, kind, text }) => `${host} ${kind}: ${text}`);
}

test('what was done and what failed is kept, and who has other files', async ({ it }) => {
  const change = { kind: 'package', name: 'tree', change: 'added', by: '' };
  const ran = await apply(it, [
    { plan: { ...PLAN, changes: [change] } },
    { failure: 'no space left\nat dpkg', drift: ['/etc/a', '/etc/b'], overwritten: ['/etc/b'] },
    { plan: { ...PLAN, verdict: 'nothing' } },
  ]);
  assert.is(ran.exitCode, 3, ran.stderr);
  assert.is(
    ran.stdout,
    `compute-0-0: applied
  packages
    + tree
compute-0-1: failed; the next "cairn host apply" goes on, drift
  changed by hand, left alone: /etc/a
  changed by hand, written over (what it held: /etc/b.cairn-old)
  no space left
  at dpkg
compute-0-2: nothing
`,
  );
  assert.equal(await events(it), [
    'compute-0-0 applied: 1 changes',
    'compute-0-1 apply failed: no space left',
  ]);
  const kept = await it.state.listRecords();
  assert.equal(
    kept.map(({ drift }) => drift),
    [[], ['/etc/a'], []],
  );
});

test('who was only asked has no event, and gets what it needs with the address of the frontend', async ({
  it,
}) => {
  await it.set('server', 'two', 'compute-0-1');
  const ran = await apply(it, [], '--dry-run');
  assert.is(ran.exitCode, 0, ran.stderr);
  assert.is(ran.stdout, 'compute-0-[0-2]: in place\n');
  assert.equal(await events(it), []);
  const { requests } = JSON.parse(readFileSync(join(it.own, 'asked'), 'utf8')) as {
    requests: Record<string, string>;
  };
  const asked = HOSTS.map((host) => JSON.parse(requests[host]!) as ApplyRequest);
  assert.equal(
    asked.map(({ attributes }) => attributes.find(({ name }) => name === 'server')?.value),
    ['one', 'two', 'one'],
  );
  for (const { dryRun, frontend, program } of asked)
    assert.equal([dryRun, frontend, program], [true, { address: '10.1.0.1' }, undefined]);
});

test('a host with another program gets the one of the frontend', async ({ it }) => {
  writeFileSync(it.places.engine, 'a newer program\n');
  const ran = await apply(it, [], '--overwrite', '--format', 'json');
  assert.is(ran.exitCode, 0, ran.stderr);
  const { requests } = JSON.parse(readFileSync(join(it.own, 'asked'), 'utf8')) as {
    requests: Record<string, string>;
  };
  const request = JSON.parse(requests['compute-0-0']!) as ApplyRequest;
  assert.is(request.program, 'a newer program\n');
  assert.is(request.overwrite, true);
});

test('where nobody is selected it says so, and ClusterShell is not started', async ({ it }) => {
  await it.state.removeHosts([...HOSTS]);
  const asked = await apply(it, []);
  assert.equal([asked.exitCode, asked.stdout], [0, 'No host is selected: nothing changes\n']);
  assert.not.ok(existsSync(join(it.own, 'asked')));
  const json = await apply(it, [], '--format', 'json');
  assert.equal(JSON.parse(json.stdout), { hosts: [] });
});

test('a host that is to get what is not here is told, and ClusterShell is not started', async ({ it }) => {
  await it.set('cairn_release', '0123456789ab');
  const ran = await apply(it, []);
  assert.is(ran.exitCode, 3);
  assert.match(ran.stdout, 'a release that is not on this frontend');
  assert.not.ok(existsSync(join(it.own, 'asked')));
});

test('keys of a release that are missing are named', async ({ it }) => {
  const release = join(it.places.served, 'releases/current');
  rmSync(join(release, RELEASE_KEYRING));
  const ran = await apply(it, []);
  assert.is(ran.exitCode, 1);
  assert.match(ran.stderr, /Release [0-9a-f]{12} lacks the keys that its hosts trust/);
  assert.match(ran.stderr, 'cairn release verify');
});

test.run();
