import * as assert from 'uvu/assert';
import { show, tell } from '../tell.ts';
import { readFacts } from './facts.ts';
import { submitJob } from './jobs.ts';
import type { LivingCluster } from './living-cluster.ts';
import { beginRollout, readRollout, stepsOf, untilOver } from './rollouts.ts';

const HOST = 'compute-0-1';
/** It installs alone, and starts. */
const ROLLOUT_SECONDS = 3600;

/**
 * A rack gets the release by a rollout that waits for the job on it. Another job for the same host waits in the queue until the
 * host is back, and finds there what the release brings.
 */
export async function rollOutRack(
  { frontend, isReinstallable }: LivingCluster,
  release: string,
): Promise<void> {
  // Another rack is another description, which means an installation
  const rack = isReinstallable ? 1 : 0;
  if (isReinstallable) await frontend.must(`cairn host set ${HOST} rack=${rack}`);
  await frontend.must(`cairn release use ${release} --rack ${rack}`);
  const before = await readFacts(frontend, HOST);
  const long = await submitJob(frontend, HOST, 'long');
  await long.untilState('RUNNING', 300);

  const [verb, selection] = isReinstallable ? ['reinstall', `@rack${rack}`] : ['apply', HOST];
  const id = await beginRollout(frontend, `cairn host ${verb} ${selection} --at-once 1 --drain`);
  await frontend.until(`sinfo -h -n ${HOST} -o %T | grep -x 'draining'`, 300);
  const next = await submitJob(frontend, HOST, 'next', 'greet');
  for (let looks = 0; looks < 3; looks += 1) {
    await frontend.rest();
    assert.equal(stepsOf(await readRollout(frontend, id)), { [HOST]: 'draining' });
  }
  assert.is(await long.readState(), 'RUNNING');
  assert.is(await next.readState(), 'PENDING');
  assert.equal(await readFacts(frontend, HOST), before, 'nothing was begun');
  tell(`${HOST} is drained: its job goes on, and another one waits`);

  await long.finish(300);
  tell('the job has ended');
  const rollout = await untilOver(frontend, id, ROLLOUT_SECONDS);
  assert.is(rollout.state, 'done', rollout.reason);
  assert.equal(stepsOf(rollout), { [HOST]: 'good' });
  const after = await readFacts(frontend, HOST);
  assert.is(after.release, release);
  assert.is(after.boot === before.boot, !isReinstallable, 'installed anew, or not');
  assert.is((await frontend.must(`sinfo -h -N -n ${HOST} -o %f`)).trim(), `compute,rack${rack}`);
  assert.match(await next.finish(600), `Hello from ${HOST}`);
  show(await frontend.must('sinfo -N -l; cairn release list'));
  tell(`${HOST} runs the release, and the job that waited has run there`);
}
