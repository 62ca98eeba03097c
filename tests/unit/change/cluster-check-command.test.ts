import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Ran, runCairn } from '../../fakes/cairn.ts';
import { createPlannedFrontend, type PlannedFrontend } from '../../fakes/planned-frontend.ts';

const test = suite<{ it: PlannedFrontend }>('cairn cluster check, the command');
test.before.each(async (context) => {
  context.it = await createPlannedFrontend(3);
  await context.it.install();
  await context.it.installSelf();
});
test.after.each(({ it }) => it.end());

const check = ({ env }: PlannedFrontend, ...words: readonly string[]): Promise<Ran> =>
  runCairn(['cluster', 'check', ...words], { env });

test('says that the frontend and its hosts are as they should be', async ({ it }) => {
  assert.equal(await check(it), {
    exitCode: 0,
    stdout: 'All is as it should be: 4 machines\n',
    stderr: '',
  });
  const { exitCode, stdout } = await check(it, '--format', 'json');
  assert.is(exitCode, 0);
  assert.equal(JSON.parse(stdout), {
    ...{ good: true, machines: 4, inPlace: [], reinstall: [], unknown: [], drift: [] },
  });
});

test('names what can be changed in place: the frontend gets the value too', async ({ it }) => {
  await it.set('server', 'two');
  const ran = await check(it);
  assert.is(ran.exitCode, 1, ran.stderr);
  assert.is(
    ran.stdout,
    '4 of 4 machines are not as they should be; can be changed in place: compute-0-[0-2],frontend\n',
  );
});

test('names what must be installed anew, and who has other files', async ({ it }) => {
  await it.set('fixed', 'y', 'compute-0-1');
  const record = await it.state.readRecord('compute-0-2');
  await it.state.putRecord('compute-0-2', record!, ['/etc/chrony.conf']);
  const ran = await check(it, '--format', 'json');
  assert.is(ran.exitCode, 1, ran.stderr);
  assert.equal(JSON.parse(ran.stdout), {
    ...{ good: false, machines: 4, inPlace: [], unknown: [] },
    ...{ reinstall: ['compute-0-1'], drift: ['compute-0-2'] },
  });
  const { stdout } = await check(it);
  assert.is(
    stdout,
    '2 of 4 machines are not as they should be; must be installed anew: compute-0-1; changed by hand: compute-0-2\n',
  );
});

test('names a host that never said what it runs', async ({ it }) => {
  await it.state.addHost({ appliance: 'compute', rack: 1 });
  const ran = await check(it);
  assert.is(ran.exitCode, 1, ran.stderr);
  assert.is(ran.stdout, '1 of 5 machines is not as they should be; not known: compute-1-0\n');
});

test.run();
