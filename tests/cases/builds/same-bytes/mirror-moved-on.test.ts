import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readRecipe } from '../../../../builder/build/mod.ts';
import { FAKE_FOUNDATION, writeFakeArchive } from '../../../fakes/archive.ts';
import { failureOf } from '../../../fakes/failure-of.ts';
import {
  closeFakeBuild,
  type FakeBuild,
  openFakeBuild,
  reopenFakeBuild,
} from '../../../unit/build/fake-build.ts';
import { carry, readAll } from './carry.ts';

// Time limit: 20 minutes
// A year later: lists have other versions, then pools have others too. Whoever has the lock, and what lies beside it, builds on.

const test = suite<{ fake: FakeBuild; output: string; later: string }>('a lock whose mirror moved on');
test.before(async (context) => {
  context.fake = await openFakeBuild();
  const { dir, distro } = context.fake;
  context.output = (await context.fake.build()).made!.folder;
  const newer = [...FAKE_FOUNDATION, { name: 'hello', version: '2.11', fields: { Depends: 'libc6' } }];
  await writeFakeArchive(join(dir, 'later'), distro, newer);
  context.later = join(dir, 'later/archive');
});
test.after(({ fake }) => closeFakeBuild(fake));

async function buildLocked(place: string, mirror: string, snapshot?: string): Promise<string> {
  const recipe = await readRecipe(join(place, 'recipes/tiny.yaml'));
  const distro = snapshot === undefined ? {} : { snapshot };
  const other = reopenFakeBuild(place, mirror);
  const { made } = await other.build({ recipe, locked: {}, distro });
  assert.not.ok(
    other.events().some(({ stage = '' }) => stage.startsWith('lists-')),
    'no list is asked for',
  );
  return made!.folder;
}

test('lists of other versions are not asked; packages come from the pool, by their hash', async (context) => {
  const { fake, output, later } = context;
  const place = carry(fake, output, 'a-year-later');
  cpSync(join(fake.dir, 'fake/archive/pool'), join(later, 'pool'), { recursive: true });
  assert.equal(readAll(await buildLocked(place, `copy:${later}`)), readAll(output));
  // Who kept the lock alone, and the cache
  rmSync(join(place, 'recipes/tiny.packages'));
  assert.equal(readAll(await buildLocked(place, 'copy:/nowhere')), readAll(output));
});

test('a snapshot archive of the time of the lists has what pools no longer have', async ({
  fake,
  output,
}) => {
  const place = carry(fake, output, 'ten-years-later');
  const empty = join(fake.dir, 'empty');
  mkdirSync(empty);
  const lost = await failureOf(buildLocked(place, `copy:${empty}`));
  assert.is(lost.code, 'DOWNLOAD_FAILED');
  assert.match(lost.message, /Cannot download ".*" and \d+ others/);
  // The lists are of 2023-11-14T22:13:20Z, and snapshots are made after that
  const snapshots = join(fake.dir, 'snapshots');
  cpSync(join(fake.dir, 'fake/archive/pool'), join(snapshots, '20231115T101320Z/pool'), { recursive: true });
  const made = await buildLocked(place, `copy:${empty}`, `copy:${snapshots}/{time}`);
  assert.equal(readAll(made), readAll(output));
});

test('without what the lists said, lists of other versions are of no use: the error says which file to fetch', async ({
  fake,
  output,
  later,
}) => {
  const place = carry(fake, output, 'lock-alone', ['lock', 'signatures']);
  const recipe = await readRecipe(join(place, 'recipes/tiny.yaml'));
  const lost = await failureOf(reopenFakeBuild(place, `copy:${later}`).build({ recipe, locked: {} }));
  assert.is(lost.code, 'CACHE_INCOMPLETE');
  assert.match(lost.message, 'The mirror no longer lists "hello" 2.10');
  assert.match(lost.problems[0]?.hint ?? '', 'recipe.packages');
});

test.run();
