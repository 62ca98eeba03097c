import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ApplyRequest } from '../../../builder/model/mod.ts';
import { runCairn, writeProgram } from '../../fakes/cairn.ts';
import {
  bundleOfFrontend,
  createPlannedFrontend,
  type PlannedFrontend,
} from '../../fakes/planned-frontend.ts';
import { RELEASE } from '../../fakes/releases.ts';

const test = suite<{ it: PlannedFrontend }>('the frontend is changed as its hosts are');
test.before.each(async (context) => {
  context.it = await createPlannedFrontend(1);
  await context.it.install();
  await context.it.installSelf();
});
test.after.each(({ it }) => it.end());

const PLAN = { verdict: 'in place', reasons: [], attributes: [], changes: [], restarts: [] } as const;
const ANSWER = { format: 1, plan: PLAN, drift: [], overwritten: [], record: { format: 1 } };

const planned = ({ env }: PlannedFrontend) => runCairn(['host', 'plan', 'frontend'], { env });

/** Has the program of this machine keep its request and give an answer. */
async function answer({ own, env }: PlannedFrontend, line: string, status = 0): Promise<typeof env> {
  writeFileSync(join(own, 'answer'), line);
  const PATH = await writeProgram(own, 'flock', `cat > ${own}/request; cat ${own}/answer; exit ${status}`);
  return { ...env, PATH };
}

test('nothing is to be done on the day of its installation', async ({ it }) => {
  assert.equal(await planned(it), { exitCode: 0, stdout: 'frontend: nothing\n', stderr: '' });
});

test('a value for all is one for it, and the plan names it', async ({ it }) => {
  await it.set('server', 'two');
  const ran = await planned(it);
  assert.is(ran.exitCode, 1, ran.stderr);
  assert.is(
    ran.stdout,
    `frontend: in place
  attribute server: one -> two
  files
    ~ /etc/chrony.conf  frontend (mine/nodes/frontend.xml:3), by server
        -server one
        +server two
  scripts
    ~ configure frontend  frontend (mine/nodes/frontend.xml:2), by server
`,
  );
});

test('without a record nobody knows what it runs', async ({ it }) => {
  rmSync(join(it.own, 'record.json'));
  const ran = await planned(it);
  assert.is(ran.exitCode, 1, ran.stderr);
  assert.is(ran.stdout, `frontend: there is no "${it.own}/record.json": install it with this version\n`);
});

test('nothing can be made of a value that its graph does not take: the plan says why', async ({ it }) => {
  const bad = JSON.stringify(bundleOfFrontend()).replaceAll('&fixed;', '&nowhere;');
  it.putGraph(JSON.parse(bad));
  const ran = await planned(it);
  assert.is(ran.exitCode, 1, ran.stderr);
  assert.match(ran.stdout, /^frontend: .*nowhere/);
  const applied = await runCairn(['host', 'apply', 'frontend', '--dry-run'], { env: it.env });
  assert.is(applied.exitCode, 3, applied.stderr);
  assert.match(applied.stdout, /^frontend: .*nowhere/);
});

test('it is only asked when that is wished, with what it needs and no address of a frontend', async ({
  it,
}) => {
  await it.set('server', 'two');
  const env = await answer(it, `a word of somebody\n${JSON.stringify(ANSWER)}\n`);
  const ran = await runCairn(['host', 'apply', 'frontend', '--dry-run'], { env });
  assert.equal(ran, { exitCode: 0, stdout: 'frontend: in place\n', stderr: '' });
  const request = JSON.parse(readFileSync(join(it.own, 'request'), 'utf8')) as ApplyRequest;
  assert.is(request.appliance, 'frontend');
  assert.is(request.dryRun, true);
  assert.is(request.overwrite, false);
  assert.is(request.frontend, undefined);
  assert.is(request.program, undefined);
  assert.is(request.identity.release, RELEASE);
  assert.is(Buffer.from(request.keyring, 'base64').toString(), 'the keys');
  assert.is(request.attributes.find(({ name }) => name === 'server')?.value, 'two');
});

test('its answer has no record in JSON', async ({ it }) => {
  const env = await answer(it, JSON.stringify({ ...ANSWER, drift: ['/etc/motd'] }));
  const ran = await runCairn(['host', 'apply', 'frontend', '--format', 'json'], { env });
  assert.is(ran.exitCode, 1, ran.stderr);
  assert.equal(JSON.parse(ran.stdout), {
    hosts: [{ host: 'frontend', format: 1, plan: PLAN, drift: ['/etc/motd'], overwritten: [] }],
  });
});

test('while somebody else changes it, it is left to them', async ({ it }) => {
  const env = await answer(it, '', 75);
  const text = await runCairn(['host', 'apply', 'frontend'], { env });
  assert.is(text.exitCode, 3);
  assert.is(text.stdout, 'frontend: somebody else changes it at the moment\n');
  const json = await runCairn(['host', 'apply', 'frontend', '--format', 'json'], { env });
  assert.is(json.exitCode, 3);
  assert.equal(JSON.parse(json.stdout), {
    hosts: [{ host: 'frontend', why: 'somebody else changes it at the moment', isBusy: true }],
  });
});

test.run();
