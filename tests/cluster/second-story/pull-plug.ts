import * as assert from 'uvu/assert';
import { tell } from '../tell.ts';
import type { LivingCluster } from './living-cluster.ts';

const HOST = 'login-0-0';
/** From its last word to the moment when somebody looks. */
const MOST_SECONDS = 150;

/** A host whose plug is pulled is silent two minutes after its last word at the latest. */
export async function pullPlugOf({ frontend, pullPlug }: LivingCluster): Promise<void> {
  const silent = (value: 0 | 1): string =>
    `curl --silent --fail http://127.0.0.1/metrics | grep '^cairn_host_silent{host="${HOST}".*} ${value}$'`;
  await frontend.until(silent(0), 180);
  const now = async (): Promise<number> => Number(await frontend.must('date +%s'));
  const pulled = await now();
  await pullPlug(HOST);
  await frontend.until(silent(1), MOST_SECONDS);
  const seconds = (await now()) - pulled;
  assert.ok(seconds <= MOST_SECONDS, `silent after ${seconds} s`);
  assert.is(await frontend.must('cairn host list @silent --format nodes'), HOST);
  tell(`${HOST} is silent ${seconds} s after its plug was pulled`);
}
