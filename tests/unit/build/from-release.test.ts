import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { appendFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readRecipe } from '../../../builder/build/mod.ts';
import { openRelease, type ReleaseTree } from '../../../builder/build/release/release-tree.ts';
import { parseRecipeLock } from '../../../builder/distro/mod.ts';
import { failureOf } from '../../fakes/failure-of.ts';
import { closeFakeBuild, type FakeBuild, openFakeBuild, unpackFakeMedium } from './fake-build.ts';

// A medium is made of a medium: no mirror is asked, and the cache of the first build is not there.

const test = suite<{ fake: FakeBuild; medium: string; keyring: string }>('a build from a release');
test.before(async (context) => {
  context.fake = await openFakeBuild();
  await context.fake.build();
  context.medium = await unpackFakeMedium(context.fake, 'out', 'medium');
  context.keyring = join(context.medium, 'cairn/distribution/cairn-archive-keyring.pgp');
});
test.after(({ fake }) => closeFakeBuild(fake));

async function buildFrom(fake: FakeBuild, release: ReleaseTree, outputs: string): Promise<string> {
  const cacheDir = join(fake.dir, 'other-cache');
  const recipe = await readRecipe(join(release.cairn, 'recipe.yaml'));
  const distro = { cacheDir, mirror: 'file:/nowhere', offline: true };
  await fake.build({ recipe, release, outputDir: join(fake.dir, outputs), distro });
  return join(fake.dir, outputs, 'tiny-1.0-amd64');
}

test('has the same packages, parts and programs, and can be built from in turn', async (context) => {
  const { fake, medium, keyring } = context;
  const release = await openRelease(medium, { keyrings: [keyring] });
  const output = await buildFrom(fake, release, 'second');
  const lockOf = (folder: string) =>
    parseRecipeLock(readFileSync(join(folder, 'recipe.lock'), 'utf8'), 'recipe.lock');
  const [first, second] = [lockOf(join(fake.dir, 'out/tiny-1.0-amd64')), lockOf(output)];
  assert.equal(second.packages, first.packages);
  assert.equal(second.media, first.media);
  assert.is(second.packagesIndex, first.packagesIndex);
  assert.equal(second.os, first.os);

  const again = await unpackFakeMedium(fake, 'second', 'medium-2');
  const next = await openRelease(again, { keyrings: [keyring] });
  const contents = ({ files }: ReleaseTree): string[] =>
    [...files.values()].map(({ path, sha256 }) => `${path} ${sha256}`);
  // What it was made of is the same; the recipe's text, and so the lock and its digest, are its own.
  const own = /^cairn\/(?:medium\.json|recipe\.lock|recipe\.yaml|rolls\/)|^install\/cairn\.img/;
  assert.equal(
    contents(next).filter((line) => !own.test(line)),
    contents(release).filter((line) => !own.test(line)),
  );
  await buildFrom(fake, next, 'third');
  assert.equal(
    readFileSync(join(fake.dir, 'third/tiny-1.0-amd64/recipe.lock'), 'utf8'),
    readFileSync(join(output, 'recipe.lock'), 'utf8'),
    'from now on nothing changes',
  );
});

test('a release that nobody known has signed is refused, and so is one without a list', async ({
  fake,
  medium,
}) => {
  const error = await failureOf(openRelease(medium, { keyrings: [] }));
  assert.is(error.code, 'RELEASE_UNTRUSTED');
  assert.match(error.problems[0]?.hint ?? '', '--keyring');
  const other = await openFakeBuild();
  try {
    await other.build();
    const stranger = join(
      await unpackFakeMedium(other, 'out', 'medium'),
      'cairn/distribution/cairn-archive-keyring.pgp',
    );
    assert.is((await failureOf(openRelease(medium, { keyrings: [stranger] }))).code, 'RELEASE_UNTRUSTED');
  } finally {
    await closeFakeBuild(other);
  }
  assert.is((await failureOf(openRelease(fake.dir, 'own'))).code, 'RELEASE_MISSING');
});

/** A file that gives its first reader one text, and whoever reads it then another one. */
function serveInTurn(pipe: string, texts: readonly [string, string]): ChildProcess {
  execFileSync('mkfifo', [pipe]);
  const files = [`${pipe}.0`, `${pipe}.1`];
  for (const [at, file] of files.entries()) writeFileSync(file, texts[at]!);
  return spawn('sh', ['-c', 'cat "$1" > "$0"; sleep 1; exec cat "$2" > "$0"', pipe, ...files]);
}

test('what is parsed of a list is the text that was checked, whatever the file holds before or after', async ({
  medium,
  keyring,
}) => {
  const place = join(medium, 'cairn/release.list');
  const signed = readFileSync(place, 'utf8');
  const forged = signed.replace(/^ [0-9a-f]{64}(?= .*hello_)/m, ` ${'0'.repeat(64)}`);
  assert.is.not(forged, signed);
  await rm(place);
  const server = serveInTurn(place, [forged, signed]);
  try {
    const error = await failureOf(openRelease(medium, { keyrings: [keyring] }));
    assert.is(error.code, 'RELEASE_UNTRUSTED');
  } finally {
    server.kill();
    await rm(place);
    writeFileSync(place, signed);
  }
  assert.ok((await openRelease(medium, { keyrings: [keyring] })).files.size > 10);
});

test('a file that is not as the signed list says stops the build', async ({ fake, medium, keyring }) => {
  const pool = join(medium, 'cairn/distribution/pool');
  const deb = readdirSync(pool, { recursive: true })
    .map(String)
    .find((name) => /hello_.*\.deb$/.test(name))!;
  await appendFile(join(pool, deb), 'x');
  const release = await openRelease(medium, { keyrings: [keyring] });
  const error = await failureOf(buildFrom(fake, release, 'damaged'));
  assert.is(error.code, 'RELEASE_DAMAGED');
  assert.match(error.problems[0]?.place?.file ?? '', 'hello');
  await rm(join(fake.dir, 'damaged'), { recursive: true, force: true });
});

test.run();
