import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type BroughtUp, bringUp } from '../../../builder/try/bring-up.ts';
import type { Guest } from '../../../builder/try/machine/guest.ts';
import { planTrial } from '../../../builder/try/plan/plan-trial.ts';
import { createFakeGuest } from '../../fakes/guest.ts';

const plan = planTrial(['compute', 'frontend'], { appliances: [], hostsEach: 3, tests: [] });

/** A frontend that gives the next rank to whoever comes, and to `refused` none. */
function createFrontend(refused?: string): Guest {
  let rank = 0;
  return {
    ...createFakeGuest(() => undefined),
    exec: async (argv) => {
      const said = { exitCode: 0, stderr: '', stdoutBytes: new Uint8Array() };
      if (argv[0] === 'curl') return { ...said, stdout: '[]' };
      if (argv.at(-1) === refused) return { ...said, exitCode: 1, stdout: 'no\n' };
      const stdout = `compute-0-${rank}: 10.1.0.${rank + 1}, added\n`;
      rank += 1;
      return { ...said, stdout };
    },
  };
}

interface Seen extends BroughtUp {
  /** What was told, in its order. */
  readonly told: readonly string[];
}

async function bringUpAll(refused?: string): Promise<Seen> {
  const guest = createFrontend(refused);
  const told: string[] = [];
  const make: Parameters<typeof bringUp>[0]['make'] = async ({ title }) => {
    told.push(`${title} is installed`);
    return {
      ...{ guest, address: '10.1.1.1', files: undefined, stages: [], installSeconds: 0, startSeconds: 0 },
    };
  };
  const tell = (title: string, line: string): void => void told.push(`${title}: ${line}`);
  return { ...(await bringUp({ make, siteText: undefined, tell }, plan)), told };
}

const test = suite('bringUp');

test('all machines are known before the first is installed, with names in the order of the plan', async () => {
  const { told } = await bringUpAll();
  assert.equal(told.slice(0, 4), [
    'frontend is installed',
    'compute-0: compute-0-0 is 10.1.0.1',
    'compute-1: compute-0-1 is 10.1.0.2',
    'compute-2: compute-0-2 is 10.1.0.3',
  ]);
  assert.equal(told.slice(4).sort(), [
    'compute-0 is installed',
    'compute-1 is installed',
    'compute-2 is installed',
  ]);
});

test('one that the frontend refuses is told, and the others are installed', async () => {
  const { told, failures } = await bringUpAll(plan.hosts[0]!.mac);
  assert.equal(
    failures.map(({ message }) => message),
    ['The frontend does not take a host of the appliance "compute"'],
  );
  assert.equal(told.slice(0, 4), [
    'frontend is installed',
    'compute-0: FAILED',
    'compute-1: compute-0-0 is 10.1.0.1',
    'compute-2: compute-0-1 is 10.1.0.2',
  ]);
  assert.equal(told.slice(4).sort(), ['compute-1 is installed', 'compute-2 is installed']);
});

test.run();
