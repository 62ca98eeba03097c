// Time limit: 10 minutes
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readRecipe } from '../../../builder/build/mod.ts';
import { isCarried, openCarried } from '../../../builder/distro/mod.ts';
import { run } from '../../../builder/io/mod.ts';
import { verifyMedia } from '../../../builder/media/mod.ts';
import { failureOf } from '../../fakes/failure-of.ts';
import { closeFakeBuild, type FakeBuild, openFakeBuild } from './fake-build.ts';

// What `cairn mirror export` writes is all that a build needs elsewhere: with an empty cache, and no mirror that answers.

const RECIPE = `name: tiny
version: "1.0"
os: debian-13
rolls: [os, base]
attributes: { global: { motto: onwards } }
`;
/** A package for one value of an attribute, and one for a value that cannot be had with it. */
const COMPUTE = `<node><package>hello</package>
<package cond="motto == 'festive'">fireworks</package>
<package cond="motto == 'never'">impossible</package></node>`;

interface Context {
  fake: FakeBuild;
  exported: string;
}

const test = suite<Context>('an exported mirror');
test.before(async (context) => {
  const fake = await openFakeBuild({
    recipe: RECIPE,
    packages: [
      { name: 'fireworks', fields: { Depends: 'rockets' } },
      { name: 'rockets' },
      { name: 'impossible', fields: { Depends: 'nowhere' } },
    ],
  });
  await fake.write('rolls/base/nodes/compute.xml', COMPUTE);
  Object.assign(context, { fake, exported: join(fake.dir, 'carried') });
  await exportMirror(fake, 'carried');
});
test.after(({ fake }) => closeFakeBuild(fake));

async function exportMirror(fake: FakeBuild, outputName: string): Promise<void> {
  const recipe = { ...(await readRecipe(join(fake.dir, 'recipes/tiny.yaml'))), makes: 'mirror' as const };
  await fake.build({ recipe, outputDir: fake.dir, outputName });
}

/** Builds what is in an exported folder, or another recipe, with a cache of its own and a mirror that is not there. */
async function buildFrom(
  { fake, exported }: Context,
  name: string,
  { recipe: file = join(exported, 'source/recipe.yaml'), carried = exported, locked = false } = {},
): Promise<string> {
  const scratch = join(fake.dir, `${name}-lists`);
  await mkdir(scratch, { recursive: true });
  await fake.build({
    recipe: await readRecipe(file),
    outputDir: join(fake.dir, name),
    locked: locked ? {} : undefined,
    offline: true,
    distro: {
      cacheDir: join(fake.dir, `${name}-cache`),
      mirror: 'http://mirror.invalid/debian',
      carried: await openCarried(carried, scratch),
    },
  });
  return join(fake.dir, name, 'tiny-1.0-amd64');
}

test('has lists, packages, rolls, keys, lock, and sums that are signed', async ({ exported }) => {
  assert.equal(readdirSync(exported).sort(), [
    ...['README.md', 'SHA256SUMS', 'SHA256SUMS.asc', 'exporter.pgp', 'keyrings'],
    ...['mirror', 'mirror.json', 'source'],
  ]);
  assert.equal(readdirSync(join(exported, 'source')).sort(), ['recipe.lock', 'recipe.yaml', 'rolls']);
  assert.ok(existsSync(join(exported, 'mirror/dists/trixie/InRelease')));
  assert.ok(existsSync(join(exported, 'mirror/dists/trixie/main/binary-amd64/Packages')));
  assert.ok((await verifyMedia(exported)).length > 20);
  const words = ['gpgv', '--keyring', join(exported, 'exporter.pgp')];
  await run([...words, join(exported, 'SHA256SUMS.asc'), join(exported, 'SHA256SUMS')]);
  assert.match(readFileSync(join(exported, 'README.md'), 'utf8'), /no appliance can have them: impossible\./);
});

test('tells nothing of the mirror that it came from, nor of who exported it', async ({ fake, exported }) => {
  // The roll of this test's operating system names a keyring of this machine
  const words = ['grep', '-rlF', '--exclude=os-13.tar', fake.dir, exported];
  const { stdout } = await run(words, { okCodes: [0, 1] });
  assert.is(stdout, '');
});

test('is what its lock says: a build elsewhere is held to it', async (context) => {
  const output = await buildFrom(context, 'locked', { locked: true });
  const lock = (folder: string): string => readFileSync(join(folder, 'recipe.lock'), 'utf8');
  assert.is(lock(output), lock(join(context.exported, 'source')));
});

test('has what other values of attributes bring', async (context) => {
  const { fake, exported } = context;
  const source = join(fake.dir, 'changed');
  await cp(join(exported, 'source'), source, { recursive: true });
  const recipe = join(source, 'recipe.yaml');
  writeFileSync(recipe, readFileSync(recipe, 'utf8').replace('onwards', 'festive'));
  const output = await buildFrom(context, 'festive', { recipe });
  const lock = JSON.parse(readFileSync(join(output, 'recipe.lock'), 'utf8'));
  const names = lock.packages.map((item: { name: string }) => item.name);
  assert.ok(names.includes('fireworks') && names.includes('rockets'));
});

test('is replaced by a newer export, which has the same bytes', async ({ fake, exported }) => {
  const list = join(exported, 'SHA256SUMS');
  const [sums, { ino }] = [readFileSync(list, 'utf8'), statSync(list)];
  await exportMirror(fake, 'carried');
  assert.is(readFileSync(list, 'utf8'), sums);
  assert.is.not(statSync(list).ino, ino, 'it is another file');
  assert.ok((await verifyMedia(exported)).length > 20);
});

test('names what it lacks', async (context) => {
  const { fake, exported } = context;
  const poor = join(fake.dir, 'poor');
  await cp(exported, poor, { recursive: true });
  const { stdout } = await run(['find', join(poor, 'mirror/pool'), '-name', 'hello_*']);
  rmSync(stdout.trim());
  const { problems } = await failureOf(buildFrom(context, 'poor-out', { carried: poor }));
  assert.is(problems.length, 1);
  assert.is(problems[0]!.code, 'CACHE_INCOMPLETE');
  assert.match(problems[0]!.message, /^".*\/poor" has no whole copy of "hello" 2\.10 \(all, SHA-256 /);
});

test('refuses a package that is not what the lists say', async (context) => {
  const { fake, exported } = context;
  const rotten = join(fake.dir, 'rotten');
  await cp(exported, rotten, { recursive: true });
  const { stdout } = await run(['find', join(rotten, 'mirror/pool'), '-name', 'hello_*']);
  const file = stdout.trim();
  chmodSync(file, 0o644);
  const bytes = readFileSync(file);
  bytes[bytes.length - 20]! ^= 1;
  writeFileSync(file, bytes);
  const { problems } = await failureOf(buildFrom(context, 'rotten-out', { carried: rotten }));
  assert.equal(
    problems.map(({ code }) => code),
    ['DOWNLOAD_FAILED'],
  );
  assert.match(problems[0]!.message, /^Cannot download "hello 2\.10": .*its SHA-256 is not the expected one/);
});

test('refuses lists that are not what was signed', async (context) => {
  const { fake, exported } = context;
  const forged = join(fake.dir, 'forged');
  await cp(exported, forged, { recursive: true });
  const list = join(forged, 'mirror/dists/trixie/main/binary-amd64/Packages');
  writeFileSync(list, readFileSync(list, 'utf8').replace('Version: 2.10', 'Version: 2.11'));
  const { problems } = await failureOf(buildFrom(context, 'forged-out', { carried: forged }));
  assert.is(problems[0]!.code, 'APT_UPDATE');
});

test('may be the cache of somebody else too, that can only be read', async (context) => {
  const { fake } = context;
  await fake.build();
  const cache = fake.distro.cacheDir;
  const before = await listTree(cache);
  const output = await buildFrom(context, 'by-cache', { carried: cache });
  assert.ok(existsSync(join(output, 'tiny-1.0-amd64.iso')));
  assert.is(await listTree(cache), before);
});

test('is known by what it says, and a cache by who may write it', async ({ fake, exported }) => {
  assert.is(await isCarried(exported), true);
  assert.is(await isCarried(fake.distro.cacheDir), false);
  assert.is(await isCarried(join(fake.dir, 'none')), false);
  const failure = await failureOf(openCarried(join(fake.dir, 'recipes'), join(fake.dir, 'scratch')));
  assert.is(failure.problems[0]!.code, 'CACHE_INCOMPLETE');
});

/** Everything below a folder, with sizes and times. */
async function listTree(folder: string): Promise<string> {
  return (await run(['find', folder, '-printf', '%P %s %T@\n'])).stdout.split('\n').sort().join('\n');
}

test.run();
