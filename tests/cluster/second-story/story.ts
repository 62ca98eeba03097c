import { addRoll } from './add-roll.ts';
import { applyBesideJob } from './apply-beside-job.ts';
import { readReleaseInUse } from './facts.ts';
import { goBack } from './go-back.ts';
import { importDelta } from './import-delta.ts';
import type { LivingCluster } from './living-cluster.ts';
import { pullPlugOf } from './pull-plug.ts';
import { rollOutRack } from './roll-out-rack.ts';
import { stopAtFailure } from './stop-at-failure.ts';

/** A cluster lives: what it runs changes, hosts are brought to that and back again, and one is lost. */
export async function tellSecondStory(cluster: LivingCluster): Promise<void> {
  const old = await readReleaseInUse(cluster.frontend);
  const release = await addRoll(cluster);
  await applyBesideJob(cluster, release);
  await rollOutRack(cluster, release);
  await stopAtFailure(cluster, release);
  await goBack(cluster, old);
  await importDelta(cluster);
  await pullPlugOf(cluster);
}
