// Time limit: 10 minutes
import { chmodSync, readFileSync, renameSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseRecipeLock } from '../../../builder/distro/mod.ts';
import { storePath } from '../../../builder/distro/store/store-file.ts';
import { sha256 } from '../../../builder/io/mod.ts';
import type { BuildError } from '../../../builder/model/mod.ts';
import { closeFakeBuild, type FakeBuild, openFakeBuild } from './fake-build.ts';

// Files of the cache that are no longer what they were, though size and time say so.

const test = suite<{ fake: FakeBuild; image: string }>('a cache that rots');
test.before(async (context) => {
  context.fake = await openFakeBuild();
  await context.fake.build();
  context.image = digestOf(context.fake);
});
test.after(({ fake }) => closeFakeBuild(fake));

const resultOf = ({ dir }: FakeBuild, path: string): string => join(dir, 'out/tiny-1.0-amd64', path);
const digestOf = (fake: FakeBuild): string => sha256(readFileSync(resultOf(fake, 'tiny-1.0-amd64.iso')));
const notesOf = (fake: FakeBuild): string =>
  fake
    .events()
    .flatMap((event) => (event.type === 'note' ? [event.text] : []))
    .join('\n');

/** The copies in the cache of a package of the archive, of one of a roll, and the base system. */
function copiesOf(fake: FakeBuild): Readonly<Record<string, string>> {
  const { packages } = parseRecipeLock(readFileSync(resultOf(fake, 'recipe.lock'), 'utf8'), 'recipe.lock');
  const copyOf = (name: string): string =>
    storePath(fake.distro, packages.find((item) => item.name === name)!.sha256);
  const seen = JSON.parse(readFileSync(join(fake.dir, 'cache/checked.json'), 'utf8')) as object;
  const base = Object.keys(seen).find((path) => path.startsWith('made/bases/'))!;
  return { hello: copyOf('hello'), greeting: copyOf('greeting'), base: join(fake.dir, 'cache', base) };
}

/** Another content with size and time of the old one; in its place, or as another file. */
function rot(path: string, how: 'same inode' | 'other inode'): void {
  const { size, mtime, mode } = statSync(path);
  const target = how === 'same inode' ? path : `${path}.new`;
  if (how === 'same inode') chmodSync(path, 0o644);
  const bytes = readFileSync(path);
  bytes[size >> 1]! ^= 1;
  writeFileSync(target, bytes);
  chmodSync(target, mode);
  utimesSync(target, mtime, mtime);
  if (how === 'other inode') renameSync(target, path);
  assert.equal([statSync(path).size, statSync(path).mtimeMs], [size, mtime.getTime()]);
}

test('what was compared is remembered as it looks once a build is over: nothing is read again', ({
  fake,
}) => {
  const seen = JSON.parse(readFileSync(join(fake.dir, 'cache/checked.json'), 'utf8')) as Record<
    string,
    unknown[]
  >;
  assert.ok(Object.keys(seen).length > 10);
  for (const [path, [, ...looks]] of Object.entries(seen)) {
    const { size, mtimeMs, ino, ctimeMs } = statSync(join(fake.dir, 'cache', path));
    assert.equal(looks, [size, mtimeMs, ino, ctimeMs], path);
  }
});

for (const how of ['same inode', 'other inode'] as const)
  test(`what is rotten (${how}) is named, thrown away and had anew`, async ({ fake, image }) => {
    const paths = Object.values(copiesOf(fake));
    const sound = paths.map((path) => readFileSync(path));
    for (const path of paths) rot(path, how);
    await fake.build();
    const notes = notesOf(fake);
    assert.is(notes.match(/was damaged: it was thrown away/g)?.length, 3, notes);
    for (const path of paths) assert.match(notes, path);
    assert.equal(
      paths.map((path) => readFileSync(path)),
      sound,
    );
    assert.is(digestOf(fake), image);
  });

test('offline the file is named, and the older result stays', async ({ fake, image }) => {
  const { hello } = copiesOf(fake);
  rot(hello!, 'same inode');
  const error = await fake.build({ offline: true, locked: {} }).then(
    () => assert.unreachable() as never,
    (failure: unknown) => failure as BuildError,
  );
  assert.is(error.code, 'CACHE_INCOMPLETE');
  const [problem, ...others] = error.problems;
  assert.equal(others, []);
  assert.match(problem!.message, /The cache's copy of "hello" 2.10 .* was damaged, and was thrown away/);
  assert.match(problem!.message, hello!);
  assert.is(digestOf(fake), image);
  await fake.build();
  assert.is(digestOf(fake), image);
});

test.run();
