import * as assert from 'uvu/assert';
import { show, tell } from '../tell.ts';
import { on, readFacts } from './facts.ts';
import { addAda, submitJob } from './jobs.ts';
import type { LivingCluster } from './living-cluster.ts';

const HOST = 'compute-0-0';
const APPLY_SECONDS = 1200;

/** One host is brought to a release while it runs, and the job on it does not notice. */
export async function applyBesideJob({ frontend }: LivingCluster, release: string): Promise<void> {
  await addAda(frontend);
  const job = await submitJob(frontend, HOST, 'steady', 'greet');
  await job.untilState('RUNNING', 300);
  const before = await readFacts(frontend, HOST);
  assert.is.not(before.release, release);

  await frontend.must(`cairn release use ${release} --host ${HOST}`);
  show(await frontend.finish(`cairn host apply ${HOST}`, APPLY_SECONDS));
  assert.equal(await readFacts(frontend, HOST), { release, boot: before.boot }, 'without a restart');
  assert.is(await frontend.must(on(HOST, 'greet')), `Hello from ${HOST}`);
  assert.is(await job.readState(), 'RUNNING');
  assert.match(await job.finish(300), `Hello from ${HOST}`);
  assert.is((await frontend.ask(`cairn host plan ${HOST}`)).status, 0, 'nothing is left to do');
  // It says so itself, each minute
  await frontend.until(`cairn host list @release-${release} --format nodes | grep -x ${HOST}`, 300);
  tell(`${HOST} runs the release; its job went on, and ended well`);
}
