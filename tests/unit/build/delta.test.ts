import { readdirSync, readFileSync } from 'node:fs';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { completeDelta } from '../../../builder/build/delta/complete-delta.ts';
import { readKnownRelease } from '../../../builder/build/delta/known-files.ts';
import { unpackDelta } from '../../../builder/build/delta/unpack-delta.ts';
import { openRelease, type ReleaseTree } from '../../../builder/build/release/release-tree.ts';
import { run } from '../../../builder/io/mod.ts';
import { readOutputFiles } from '../../../builder/media/manifest/output-files.ts';
import type { BuildError } from '../../../builder/model/mod.ts';
import { closeFakeBuild, type FakeBuild, openFakeBuild, unpackFakeMedium } from './fake-build.ts';

// A delta and the release that it builds upon are the release that a whole medium would have brought, byte for byte.

const test = suite<{ fake: FakeBuild; old: ReleaseTree; keyring: string; delta: string }>('a delta');
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
  const delta = join(fake.dir, 'delta');
  await mkdir(delta);
  await unpackDelta(join(fake.dir, 'new/tiny-1.0-amd64-delta/tiny-1.0-amd64-delta.tar'), delta);
  Object.assign(context, { fake, old, keyring, delta });
});
test.after(({ fake }) => closeFakeBuild(fake));

const failureOf = (work: Promise<unknown>): Promise<BuildError> =>
  work.then(
    () => assert.unreachable('it should have failed') as never,
    (error: unknown) => error as BuildError,
  );
const listFiles = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();

test('holds what is new, and no medium', ({ fake, delta }) => {
  assert.equal(
    listFiles(delta).map((path) => path.replace(/greeting_.*/, 'greeting')),
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

test('becomes the release that the whole medium has', async ({ fake, old, keyring, delta }) => {
  const out = join(fake.dir, 'completed');
  const id = await completeDelta({
    delta,
    trust: { keyrings: [keyring] },
    findContent: old.findContent,
    out,
  });
  const medium = await unpackFakeMedium(fake, 'new', 'medium-new');
  const whole = await openRelease(medium, { keyrings: [keyring] });
  assert.is(id, whole.id);
  assert.is.not(id, old.id);
  const made = await openRelease(out, { keyrings: [keyring] });
  assert.equal([...made.files], [...whole.files]);
  for (const path of made.files.keys()) assert.ok(await made.find(path));
  const ofMedium = (await readOutputFiles(join(medium, 'cairn'))).map(
    ({ path, sha256 }) => `${path} ${sha256}`,
  );
  const here = (await readOutputFiles(out)).filter(({ path }) => !path.startsWith('install/'));
  assert.equal(
    here.map(({ path, sha256 }) => `${path} ${sha256}`),
    ofMedium,
  );
  for (const list of ['SHA256SUMS', 'release.list'])
    assert.is(readFileSync(join(out, list), 'utf8'), readFileSync(join(medium, 'cairn', list), 'utf8'));
  assert.is(
    readFileSync(join(out, 'install/SHA256SUMS'), 'utf8').split('\n').sort().join('\n'),
    readFileSync(join(medium, 'install/SHA256SUMS'), 'utf8').split('\n').sort().join('\n'),
  );
});

test('is refused where the release that it builds upon is not, when a byte is wrong, and from strangers', async ({
  fake,
  old,
  keyring,
  delta,
}) => {
  const out = join(fake.dir, 'refused');
  const trust = { keyrings: [keyring] };
  const nothing = async (): Promise<undefined> => undefined;
  const alone = await failureOf(completeDelta({ delta, trust, findContent: nothing, out }));
  assert.is(alone.code, 'RELEASE_MISSING');
  assert.match(alone.problems[0]!.message, old.id.slice(0, 12));
  assert.match(alone.problems[0]!.hint!, 'Import that release first');

  const damaged = join(fake.dir, 'damaged');
  await cp(delta, damaged, { recursive: true });
  await writeFile(join(damaged, 'cairn/closure.json'), '{}\n');
  const wrong = await failureOf(completeDelta({ delta: damaged, trust, findContent: old.findContent, out }));
  assert.is(wrong.code, 'RELEASE_DAMAGED');

  const list = join(damaged, 'cairn/release.list');
  await writeFile(list, readFileSync(list, 'utf8').replace(/ [0-9a-f]{64} /, ` ${'0'.repeat(64)} `));
  const forged = await failureOf(completeDelta({ delta: damaged, trust, findContent: old.findContent, out }));
  assert.is(forged.code, 'RELEASE_UNTRUSTED');
  await rm(out, { recursive: true, force: true });
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

/** A tar with one member of exactly this name. */
async function encodeMember(name: string, type: 'file' | 'symlink' = 'file'): Promise<Uint8Array> {
  const tar = pack();
  if (type === 'file') tar.entry({ name }, 'x');
  else tar.entry({ name, type, linkname: '/etc' });
  tar.finalize();
  return buffer(tar as unknown as NodeJS.ReadableStream);
}

test('with a member that is none of a release is not unpacked', async ({ fake }) => {
  const archive = join(fake.dir, 'one.tar');
  const to = join(fake.dir, 'one');
  await mkdir(to);
  for (const name of [
    '../outside',
    'cairn/../../outside',
    '/etc/passwd',
    'other/file',
    'cairn/./x',
    'cairn',
  ]) {
    await writeFile(archive, await encodeMember(name));
    assert.is((await failureOf(unpackDelta(archive, to))).code, 'RELEASE_DAMAGED', name);
    assert.equal(readdirSync(to), [], name);
  }
  await writeFile(archive, await encodeMember('cairn/distribution', 'symlink'));
  assert.is((await failureOf(unpackDelta(archive, to))).code, 'RELEASE_DAMAGED');
  await writeFile(archive, 'no tar at all'.repeat(100));
  assert.is((await failureOf(unpackDelta(archive, to))).code, 'RELEASE_DAMAGED');
  assert.equal(readdirSync(to), []);
  await writeFile(archive, await encodeMember('cairn/medium.json'));
  await unpackDelta(archive, to);
  assert.is(readFileSync(join(to, 'cairn/medium.json'), 'utf8'), 'x');
});

test.run();
