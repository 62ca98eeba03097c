import * as assert from 'uvu/assert';
import { show, tell } from '../tell.ts';
import { on, readAllFacts, readReleaseInUse } from './facts.ts';
import { ALL, HOSTS, type LivingCluster } from './living-cluster.ts';
import { beginRollout, stepsOf, untilOver } from './rollouts.ts';

const [FIRST, SECOND, THIRD] = HOSTS;
const ROLLOUT_SECONDS = 1800;

/**
 * The release is for all, host by host. On the second somebody has changed a file: the rollout stops there, and the third is as it
 * was.
 */
export async function stopAtFailure({ frontend }: LivingCluster, release: string): Promise<void> {
  const old = await readReleaseInUse(frontend);
  const before = await readAllFacts(frontend, HOSTS);
  assert.equal(
    before.map((facts) => facts.release),
    [release, release, old],
  );
  await frontend.must(on(SECOND, 'echo by hand >> /etc/greeting'));
  await frontend.must(`cairn release use ${release}`);
  const id = await beginRollout(frontend, `cairn host apply ${ALL} --at-once 1`);
  const rollout = await untilOver(frontend, id, ROLLOUT_SECONDS);
  assert.is(rollout.state, 'stopped');
  assert.equal(stepsOf(rollout), { [FIRST]: 'good', [SECOND]: 'failed', [THIRD]: 'waiting' });
  assert.match(rollout.hosts[1]!.why, '/etc/greeting');
  assert.equal(await readAllFacts(frontend, HOSTS), before, 'the third is as it was');
  assert.match(await frontend.must(on(SECOND, 'cat /etc/greeting')), 'by hand');

  const watched = await frontend.ask(`cairn rollout watch ${id}`);
  show(watched.output);
  assert.is(watched.status, 3);
  assert.match(watched.output, `cairn rollout resume ${id}`);
  assert.match(watched.output, 'cairn release use OLD');
  tell('the rollout has stopped at its second host');
}
