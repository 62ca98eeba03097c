import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as assert from 'uvu/assert';
import { show, tell } from '../tell.ts';
import { on, readFacts } from './facts.ts';
import type { LivingCluster } from './living-cluster.ts';
import { findChange, readPlan } from './plans.ts';

const HOST = 'compute-0-0';
/** What the roll one-more asks for. */
const PACKAGE = 'figlet';
/** Every byte of the release is hashed. */
const IMPORT_SECONDS = 1800;

/** What a frontend lacks is made where a mirror is, and comes as a medium. */
export async function importDelta({ frontend, output, plugIn }: LivingCluster): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-delta-'));
  try {
    const path = await plugIn(buildDelta(output, folder));
    tell('a medium with a delta is plugged in');
    const said = await frontend.finish(`cairn release import ${path}/*.tar`, IMPORT_SECONDS);
    show(said);
    const release = /^([0-9a-f]{12}) \(hpc /m.exec(said)?.[1] ?? '';
    const plan = await readPlan(frontend, HOST, release);
    assert.is(plan.verdict, 'in place', plan.reasons.join('; '));
    assert.is(findChange(plan, 'package', PACKAGE).change, 'added');
    const before = await readFacts(frontend, HOST);
    await frontend.must(`cairn release use ${release} --host ${HOST}`);
    await frontend.finish(`cairn host apply ${HOST}`, 1200);
    assert.equal(await readFacts(frontend, HOST), { release, boot: before.boot });
    assert.match(await frontend.must(on(HOST, `dpkg-query -W ${PACKAGE}`)), PACKAGE);
    tell(`${HOST} runs release ${release}, which came on the medium`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A folder with a delta from the frontend's release to one with a package more. */
function buildDelta(output: string, folder: string): string {
  const root = resolve(import.meta.dirname, '../../..');
  const roll = join(import.meta.dirname, '../rolls/one-more');
  const target = join(folder, 'built');
  mkdirSync(target);
  execFileSync(
    process.execPath,
    [
      ...[join(root, 'node_modules/.bin/cairn'), 'build', join(root, 'recipes/hpc.yaml'), '--with', roll],
      ...['--delta-from', join(output, 'recipe.lock'), '--output', target],
    ],
    { stdio: ['ignore', 'inherit', 'inherit'] },
  );
  const [made] = readdirSync(target).filter((name) => !name.startsWith('.'));
  if (made === undefined) throw new Error('The build made nothing');
  return join(target, made);
}
