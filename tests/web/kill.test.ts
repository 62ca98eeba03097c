import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openState } from '../../builder/frontend/state/mod.ts';
import { until, withLocalFrontend } from './local-frontend.ts';

const HOSTS = 12;
const ROUNDS = 3;

const test = suite('kill -9 of the service');
test('what a machine was told is kept is kept: events, logs, secrets; and the service goes on', () =>
  withLocalFrontend(
    async (it) => {
      const names = (await it.state.listHosts()).map(({ name }) => name);
      const machines = await Promise.all(names.map((name) => it.installer(name)));
      const delivered = await machines[0]!.secrets();
      assert.is(delivered.status, 200);
      await Promise.all(machines.map((machine) => machine.event({ event: 'started' })));
      const acknowledged = names.map(() => ({ events: [] as string[], log: '' }));
      const countEvents = (): number => acknowledged.reduce((sum, { events }) => sum + events.length, 0);
      for (let round = 0; round < ROUNDS; round += 1) {
        let running = true;
        const work = machines.map(async (machine, at) => {
          for (let step = 0; running; step += 1) {
            const phase = `round ${round} step ${step}`;
            const line = `${names[at]} ${phase}\n`;
            // Whoever gets no answer does not know: only what was answered must be there.
            const told = await machine
              .event({ event: 'phase', phase, percent: step % 100 })
              .catch(() => undefined);
            if (told?.status === 204) acknowledged[at]!.events.push(phase);
            const kept = await machine.log(line).catch(() => undefined);
            if (kept?.status === 204) acknowledged[at]!.log += line;
          }
        });
        const before = countEvents();
        await until('every machine got some answers', async () => countEvents() >= before + 2 * HOSTS);
        await it.stop('SIGKILL');
        running = false;
        await Promise.all(work);
        const fresh = await openState(it.env['CAIRN_STATE']);
        for (const [at, name] of names.entries()) {
          const phases = (await fresh.listEvents({ host: name, limit: 1e6 })).map(({ text }) => text);
          const lost = acknowledged[at]!.events.filter(
            (phase) => !phases.some((text) => text.includes(phase)),
          );
          assert.equal(lost, [], name);
          const log = readFileSync(join(it.folder, 'var/log/cairn/hosts', `${name}.log`), 'utf8');
          const missing = acknowledged[at]!.log.split('\n').filter((line) => !log.split('\n').includes(line));
          assert.equal(missing, [], name);
        }
        await fresh.close();
        await it.start();
      }
      assert.is((await machines[0]!.secrets()).status, 403, 'a token that was used stays used');
      for (const machine of machines) assert.is((await machine.event({ event: 'finished' })).status, 204);
      assert.ok(
        (await it.state.listHosts()).every(
          ({ state, bootAction }) => state === 'installed' && bootAction === 'os',
        ),
      );
    },
    { hosts: HOSTS },
  ));
test.run();
