import * as assert from 'uvu/assert';
import { show, tell } from '../tell.ts';
import { on, readAllFacts } from './facts.ts';
import { ALL, HOSTS, type LivingCluster } from './living-cluster.ts';
import { beginRollout, stepsOf, untilOver } from './rollouts.ts';

const ROLLOUT_SECONDS = 1800;

/** All hosts are brought back to the older release, as they run; what somebody has changed by hand is written over. */
export async function goBack({ frontend, isReinstallable }: LivingCluster, old: string): Promise<void> {
  const before = await readAllFacts(frontend, HOSTS);
  await frontend.must(`cairn release use ${old}`);
  await frontend.must(`cairn release use current --host compute-0-0`);
  await frontend.must(`cairn release use current --rack ${isReinstallable ? 1 : 0}`);
  const id = await beginRollout(frontend, `cairn host apply ${ALL} --at-once ${HOSTS.length} --overwrite`);
  const rollout = await untilOver(frontend, id, ROLLOUT_SECONDS);
  assert.is(rollout.state, 'done', rollout.reason);
  assert.equal(new Set(Object.values(stepsOf(rollout))), new Set(['good']));
  const after = before.map(({ boot }) => ({ release: old, boot }));
  assert.equal(await readAllFacts(frontend, HOSTS), after, 'without a restart');
  for (const host of HOSTS)
    await frontend.must(on(host, '! test -e /etc/greeting && ! test -e /usr/bin/greet && echo gone'));
  const check = await frontend.ask('cairn cluster check');
  show(check.output);
  assert.is(check.status, 0, check.output);
  tell('all are back on the old release');
}
