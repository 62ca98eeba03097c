import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readRecipe } from '../../../../builder/build/mod.ts';
import { composeRepository, parseRecipeLock, readRollDebs } from '../../../../builder/distro/mod.ts';
import type { BuildError } from '../../../../builder/model/mod.ts';
import { encodeDeb, type FakePackage } from '../../../fakes/deb.ts';
import { closeFakeBuild, type FakeBuild, openFakeBuild } from '../../../unit/build/fake-build.ts';

// One package from backports: there was no way to ask for it.

const test = suite<{ fake: FakeBuild }>('packages of one suite');
test.before(async (context) => {
  context.fake = await openFakeBuild();
  // An older version: that it is taken can only be because it was asked for.
  await addSuite(context.fake, 'trixie-backports', [
    { name: 'hello', version: '2.9', fields: { Depends: 'libc6, libhello' } },
    { name: 'libhello', version: '7' },
  ]);
});
test.after(({ fake }) => closeFakeBuild(fake));

/** Puts one more suite into the archive. */
async function addSuite({ dir, distro }: FakeBuild, codename: string, packages: readonly FakePackage[]) {
  const debs = join(dir, codename);
  mkdirSync(debs);
  for (const item of packages) writeFileSync(join(debs, `${item.name}.deb`), await encodeDeb(item));
  const files = packages.map(({ name }) => join(debs, `${name}.deb`));
  const read = await readRollDebs(distro, 'amd64', [{ roll: 'fake', files }]);
  const about = { codename, version: '13', arch: 'amd64', label: 'fake', epochSeconds: 1_700_000_000 };
  const stored = new Map(read.map((item) => [item.sha256, item.file]));
  await composeRepository(distro, {
    ...about,
    packages: read,
    files: stored,
    dir: join(dir, 'fake/archive'),
  });
}

const RECIPE = 'name: tiny\nversion: "1.0"\nos: debian-13\nrolls: [os, base]\n';

async function buildWith(fake: FakeBuild, line: string): Promise<readonly string[]> {
  await fake.write('recipes/tiny.yaml', `${RECIPE}${line}`);
  await fake.build();
  const text = readFileSync(join(fake.dir, 'out/tiny-1.0-amd64/recipe.lock'), 'utf8');
  return parseRecipeLock(text, 'recipe.lock').packages.map(({ name, version }) => `${name} ${version}`);
}

test('are taken when the recipe says so, with what they need, and only then', async ({ fake }) => {
  const plain = await buildWith(fake, '');
  assert.ok(plain.includes('hello 2.10') && !plain.includes('libhello 7'));
  const chosen = await buildWith(fake, 'packagesFrom: { trixie-backports: [hello] }\n');
  assert.ok(chosen.includes('hello 2.9') && chosen.includes('libhello 7'), chosen.join(', '));
});

test('a cache from before there was a way to ask is used on', async ({ fake }) => {
  await buildWith(fake, '');
  const states = readdirSync(fake.distro.cacheDir, { recursive: true, encoding: 'utf8' });
  for (const path of states.filter((path) => /\/own$|\/preferences$/.test(path)))
    rmSync(join(fake.distro.cacheDir, path), { recursive: true, force: true });
  const again = await buildWith(fake, 'attributes: { motto: again }\n');
  assert.ok(again.includes('hello 2.10'));
});

test('that the suite has not are an error at their place in the recipe', async ({ fake }) => {
  const line = 'packagesFrom:\n  trixie-backports: [libhello, libc6]\n';
  const error = await buildWith(fake, line).then(
    () => assert.unreachable('it has no libc6') as never,
    (reason: unknown) => reason as BuildError,
  );
  const [problem, ...more] = error.problems;
  assert.equal(more, []);
  assert.is(problem?.message, 'The suite "trixie-backports" has no package "libc6"');
  assert.is(problem?.hint, 'It is in: trixie');
  assert.is(problem?.place?.line, 6);
});

test('the recipe and the roll as they were handed over are read', async () => {
  const recipe = await readRecipe(join(import.meta.dirname, 'recipe.yaml'));
  assert.equal(recipe.packagesFrom, {});
});

test.run();
