import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { putFile } from '../frontend-machine.ts';
import { show, tell } from '../tell.ts';
import { readReleaseInUse } from './facts.ts';
import { ALL, type LivingCluster } from './living-cluster.ts';
import { findChange, readPlan } from './plans.ts';

/** Packages are resolved and proved again, and the boot files packed, by a frontend that is slow. */
const BUILD_SECONDS = 3600;

/**
 * The frontend takes in a roll with a package and a node of its own, and makes a release with it; nobody gets it yet. What it
 * would change is said.
 *
 * @returns name of the release
 */
export async function addRoll({ frontend }: LivingCluster): Promise<string> {
  const plan = await frontend.ask(`cairn host plan ${ALL}`);
  assert.is(plan.output, 'compute-0-[0-1],login-0-0: nothing');
  const rolls = join(import.meta.dirname, '../rolls');
  await putFile(frontend, '/root/greeting.tar', execFileSync('tar', ['-C', rolls, '-cz', 'greeting']));
  await frontend.must('cd /root && rm -rf greeting && tar -xf greeting.tar');
  const before = await readReleaseInUse(frontend);
  const said = await frontend.finish('cairn roll add /root/greeting', BUILD_SECONDS);
  show(said);
  const release = /^([0-9a-f]{12}) \(hpc /m.exec(said)?.[1] ?? '';
  assert.match(release, /./, said);
  assert.is.not(release, before);
  assert.is(await readReleaseInUse(frontend), before, 'nobody gets it yet');
  tell(`the roll greeting joined: release ${release} follows ${before}`);

  for (const host of ['compute-0-0', 'login-0-0']) {
    const changes = await readPlan(frontend, host, release);
    assert.is(changes.verdict, 'in place', changes.reasons.join('; '));
    assert.is(findChange(changes, 'package', 'cairn-greeting').change, 'added');
    const file = findChange(changes, 'file', '/etc/greeting');
    assert.match(file.after ?? '', `Hello from ${host}`);
    assert.match(file.by, /greeting/);
  }
  show((await frontend.ask(`cairn host plan ${ALL} --release ${release}`)).output);
  tell('what it changes is planned');
  return release;
}
