// Time limit: 30 minutes
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { describeWrong, idsOf, tryRecipe } from './run-trial.ts';

const test = suite('cairn try recipes/hpc.yaml');

test('a frontend, a login host and two compute hosts run jobs and pass messages, after a reinstallation too', async () => {
  const { status, report } = await tryRecipe('recipes/hpc.yaml', []);
  assert.ok(report !== undefined, 'there is a report');
  assert.is(status, 0, describeWrong(report));
  const hosts = report.machines.map(({ host }) => host);
  assert.equal(hosts.sort(), ['compute-0-0', 'compute-0-1', 'frontend', 'login-0-0']);
  const passed = (title: string): boolean[] =>
    report.checks
      .filter((check) => check.title.includes(title))
      .map(({ ok, detail }) => ok && detail.length === 0);
  assert.equal(passed('srun -N2 hostname'), [true, true]);
  assert.equal(passed('script tests/mpi-hello.test.sh'), [true]);
  assert.equal(passed('sbatch --wait'), [true]);
  assert.ok(idsOf(report, 'compute-0-1', 'reinstallation').includes('same-files'));
});

test.run();
