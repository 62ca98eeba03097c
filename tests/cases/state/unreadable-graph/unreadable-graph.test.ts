import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createRetry } from '../../../../builder/frontend/service/shared/retry.ts';
import { watchState } from '../../../../builder/frontend/service/web/watch.ts';
import { runCairn } from '../../../fakes/cairn.ts';
import { withService } from '../../../fakes/frontend-service.ts';
import { withFrontend } from '../../hosts/with-frontend.ts';

const test = suite('case: a graph that cannot be read for a moment');

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 5));
}

test('a host that was added meanwhile is published as soon as the graph is back, and it is said', () =>
  withService(async (it) => {
    const ending = new AbortController();
    const watching = watchState(it.context, ending.signal);
    const graph = join(it.context.paths.served, 'releases/current/graph.json');
    const right = await readFile(graph, 'utf8');
    await it.context.publish();
    await writeFile(graph, '{broken');
    it.state.add({ name: 'q-0-0', appliance: 'compute', macs: ['52:54:00:00:00:09'] });
    await until(() => it.reports.some((line) => line.includes('Cannot write what DHCP, DNS and hosts read')));
    const status = JSON.parse((await it.control('/v1/status')).text) as {
      unpublished: { reason: string } | null;
    };
    assert.match(status.unpublished!.reason, 'graph.json');

    // Whoever lists hosts is told.
    await withFrontend(async ({ env }) => {
      const socket = { ...env, CAIRN_SOCKET: it.service.sockets.control };
      const { exitCode, stderr } = await runCairn(['host', 'list'], { env: socket });
      assert.is(exitCode, 0);
      assert.match(stderr, /warning: Since .* are not told what has changed: .*graph\.json/);
    });

    await writeFile(graph, right);
    const written = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '');
    await until(async () => (await written(join(it.context.paths.run, 'hosts/q-0-0.json'))) !== '');
    await until(async () => /q-0-0/.test(await written(join(it.context.paths.kept, 'dnsmasq/dhcp-hosts'))));
    await until(() => it.reports.some((line) => /is written, after \d+ failures/.test(line)));
    assert.is(
      (JSON.parse((await it.control('/v1/status')).text) as { unpublished: unknown }).unpublished,
      null,
    );
    ending.abort();
    await watching;
  }));

test('it is tried again after twice as long each time, at last every minute, and once at a time', async () => {
  const waits: number[] = [];
  let left = 8;
  let wake = (): void => {};
  const work = async (): Promise<void> => {
    if (left > 0) throw new Error(`failure ${left}`);
  };
  const { attempt, failure } = createRetry(work, () => {}, {
    retry: (action, milliseconds) => {
      waits.push(milliseconds / 1000);
      wake = action;
    },
  });
  for (; left > 0; left -= 1) {
    await attempt().catch(() => {});
    // Somebody else asks before it is time: no second timer.
    await attempt().catch(() => {});
    wake();
  }
  assert.equal(waits, [1, 4, 16, 60, 60, 60, 60, 60]);
  assert.match(failure()!.reason, 'failure 1');
  await attempt();
  assert.is(failure(), undefined);
});

test.run();
