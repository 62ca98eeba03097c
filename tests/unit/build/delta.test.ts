import { readdirSync, readFileSync } from 'node:fs';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readKnownRelease } from '../../../builder/build/delta/known-files.ts';
import { openRelease, type ReleaseTree } from '../../../builder/build/release/release-tree.ts';
import { withSource } from '../../../builder/cli/release/open-source.ts';
import { type Added, addRelease } from '../../../builder/frontend/releases/add-release.ts';
import { changeReleases } from '../../../builder/frontend/releases/change-releases.ts';
import { run } from '../../../builder/io/mod.ts';
import { readOutputFiles } from '../../../builder/media/manifest/output-files.ts';
import { failureOf } from '../../fakes/failure-of.ts';
import { closeFakeBuild, type FakeBuild, openFakeBuild, unpackFakeMedium } from './fake-build.ts';

// A delta and the release that it builds upon are the release that a whole medium would have brought, byte for byte.

const test = suite<{ fake: FakeBuild; old: ReleaseTree; archive: string }>('a delta');
test.before(async (context) => {
  const fake = await openFakeBuild();
  await fake.build();
  const medium = await unpackFakeMedium(fake, 'out', 'medium');
  const keyring = join(medium, 'cairn/distribution/cairn-archive-keyring.pgp');
  const old = await openRelease(medium, { keyrings: [keyring] });
  await fake.write('rolls/base/packages/greeting/greeting.txt', 'Good evening\n');
  const deltaFrom = await readKnownRelease(run, join(fake.dir, 'out/tiny-1.0-amd64/recipe.lock'));
  await fake.build({ deltaFrom, outputDir: join(fake.dir, 'new') });
  await fake.build({ outputDir: join(fake.dir, 'new') });
  const archive = join(fake.dir, 'new/tiny-1.0-amd64-delta/tiny-1.0-amd64-delta.tar');
  await mkdir(delta(fake));
  await run(['tar', '-xf', archive, '-C', delta(fake)]);
  Object.assign(context, { fake, old, archive });
});
test.after(({ fake }) => closeFakeBuild(fake));

/** It, unpacked. */
const delta = (fake: FakeBuild): string => join(fake.dir, 'delta');

const listFiles = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();

test('holds what is new, and no medium', ({ fake }) => {
  assert.equal(
    listFiles(delta(fake)).map((path) => path.replace(/greeting_.*/, 'greeting')),
    [
      'cairn/SHA256SUMS',
      'cairn/closure.json',
      'cairn/distribution/dists/trixie/InRelease',
      'cairn/distribution/dists/trixie/Release',
      'cairn/distribution/dists/trixie/Release.gpg',
      'cairn/distribution/dists/trixie/main/binary-amd64/Packages',
      'cairn/distribution/dists/trixie/main/binary-amd64/Packages.gz',
      'cairn/distribution/pool/main/g/greeting/greeting',
      'cairn/graph.json',
      'cairn/medium.json',
      'cairn/recipe.lock',
      'cairn/release.list',
      'cairn/release.list.asc',
      'cairn/rolls/base-1.tar',
      'delta.json',
      'install/SHA256SUMS',
      'install/cairn.img',
    ],
  );
  assert.equal(
    readdirSync(join(fake.dir, 'new/tiny-1.0-amd64-delta')).filter((name) => /iso|netboot/.test(name)),
    [],
  );
});

test('becomes the release that the whole medium has', async ({ fake, archive, old }) => {
  const served = join(fake.dir, 'served');
  const take = (file: string): Promise<Added> =>
    changeReleases(served, (beside) =>
      withSource(file, beside, (source) => addRelease(served, source, 'amd64', beside)),
    );
  const alone = await failureOf(take(archive));
  assert.is(alone.code, 'RELEASE_WRONG', 'the release that it builds upon is not here');
  await take(join(fake.dir, 'medium'));
  const { release } = await take(archive);
  const medium = await unpackFakeMedium(fake, 'new', 'medium-new');
  const whole = await openRelease(medium, 'own');
  assert.is(release.identity.id, whole.id);
  assert.is.not(whole.id, old.id);
  const made = await readOutputFiles(release.folder);
  const contents = new Map(made.map(({ path, sha256 }) => [path, sha256]));
  for (const { path, sha256 } of whole.files.values())
    assert.is(contents.get(path.replace(/^cairn\//, '')), sha256, path);
  const lists = ['release.list', 'release.list.asc', 'install/SHA256SUMS'];
  assert.is(contents.size, whole.files.size + lists.length);
  for (const list of ['SHA256SUMS', 'release.list', 'release.list.asc'])
    assert.is(
      readFileSync(join(release.folder, list), 'utf8'),
      readFileSync(join(medium, 'cairn', list), 'utf8'),
    );

  const damaged = join(fake.dir, 'damaged');
  await cp(delta(fake), damaged, { recursive: true });
  await writeFile(join(damaged, 'cairn/closure.json'), '{}\n');
  await rm(release.folder, { recursive: true });
  const wrong = await failureOf(take(damaged));
  assert.is(wrong.code, 'MEDIA_MISMATCH');
  assert.match(wrong.problems[0]!.message, 'closure.json');
});

test('without the list beside the lock has everything but packages that the lock names', async ({ fake }) => {
  const lock = join(fake.dir, 'alone/recipe.lock');
  await mkdir(dirname(lock));
  await cp(join(fake.dir, 'out/tiny-1.0-amd64/recipe.lock'), lock);
  const alone = await readKnownRelease(run, lock);
  const beside = await readKnownRelease(run, join(fake.dir, 'out/tiny-1.0-amd64/recipe.lock'));
  assert.is(alone.id, beside.id);
  assert.is(alone.contents.size, 5);
  assert.ok([...alone.contents].every((sha256) => beside.contents.has(sha256)));
  await cp(join(fake.dir, 'medium-new/cairn/release.list'), join(dirname(lock), 'release.list'));
  assert.is((await failureOf(readKnownRelease(run, lock))).code, 'LOCK_STALE');
});

test.run();
