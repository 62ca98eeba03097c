import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { systemClock } from '../../../builder/io/mod.ts';
import { addHostsInTurn } from '../../../builder/try/machine/ask-service.ts';
import type { Guest } from '../../../builder/try/machine/guest.ts';
import { planTrial } from '../../../builder/try/plan/plan-trial.ts';
import { createFakeGuest } from '../../fakes/guest.ts';

const { hosts } = planTrial(['compute', 'frontend'], { appliances: [], hostsEach: 3, tests: [] });

/** A frontend that gives the next rank to whoever comes; the first one comes late, and `refused` never. */
function createFrontend(refused?: string): Guest {
  let rank = 0;
  return {
    ...createFakeGuest(() => undefined),
    exec: async (argv) => {
      const mac = argv.at(-1);
      if (mac === hosts[0]!.mac) await systemClock.sleep(20);
      const said = { stderr: '', stdoutBytes: new Uint8Array() };
      if (mac === refused) return { ...said, exitCode: 1, stdout: 'no\n' };
      const stdout = `compute-0-${rank}: 10.1.0.${rank + 1}, added\n`;
      rank += 1;
      return { ...said, exitCode: 0, stdout };
    },
  };
}

const test = suite('addHostsInTurn');

test('machines that are added at once have names in the order of the plan', async () => {
  const add = addHostsInTurn(createFrontend());
  const known = await Promise.all(hosts.map((planned) => add(planned)));
  assert.equal(
    known.map(({ name }, index) => `${hosts[index]!.title} ${name}`),
    ['compute-0 compute-0-0', 'compute-1 compute-0-1', 'compute-2 compute-0-2'],
  );
});

test('one that the frontend refuses is told, and the next one is added', async () => {
  const add = addHostsInTurn(createFrontend(hosts[0]!.mac));
  const [first, second] = await Promise.allSettled([add(hosts[0]!), add(hosts[1]!)]);
  assert.match(
    String((first as PromiseRejectedResult).reason.message),
    /does not take a host of the appliance "compute"/,
  );
  assert.is((second as PromiseFulfilledResult<{ name: string }>).value.name, 'compute-0-0');
});

test.run();
