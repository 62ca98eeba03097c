import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { planStages } from '../../../builder/build/build-output.ts';
import { readRecipe } from '../../../builder/build/mod.ts';
import { parseRecipeLock } from '../../../builder/distro/mod.ts';
import { sha256 } from '../../../builder/io/mod.ts';
import { verifyMedia } from '../../../builder/media/mod.ts';
import { failureOf } from '../../fakes/failure-of.ts';
import { closeFakeBuild, type FakeBuild, openFakeBuild, readFakeSite } from './fake-build.ts';

// A whole build, called as a function, out of an archive of tiny packages: real apt, gpg, mtools and xorriso.

const test = suite<{ fake: FakeBuild }>('buildOutput()');
test.before(async (context) => {
  context.fake = await openFakeBuild();
});
test.after(({ fake }) => closeFakeBuild(fake));

const resultOf = (fake: FakeBuild, path: string): string => join(fake.dir, 'out/tiny-1.0-amd64', path);

test('a dry run returns the plan, and leaves nothing', async ({ fake }) => {
  const { plan, warnings, made } = await fake.build({ dryRun: true });
  assert.is(made, undefined);
  assert.equal(warnings, []);
  assert.equal(plan.recipe, { name: 'tiny', version: '1.0', os: 'debian-13', arch: 'amd64' });
  assert.equal(
    plan.rolls.map(({ name, kind }) => `${name} ${kind}`),
    ['os os', 'base configuration'],
  );
  const [compute] = plan.appliances;
  assert.equal([compute?.name, compute?.nodes, compute?.wanted, compute?.packages], ['compute', 2, 2, 5]);
  assert.is(plan.packages.count, 5);
  assert.equal(readdirSync(join(fake.dir, 'out')), []);
  const recipe = await readRecipe(join(fake.dir, 'recipes/tiny.yaml'));
  assert.equal(plan.stages, planStages(recipe));
  const shown = fake.events().filter(({ type }) => type === 'stage-finished');
  assert.equal(
    shown.map(({ stage }) => stage),
    planStages(recipe, { dryRun: true }).map(({ id }) => id),
  );
});

test('a build makes media and says so; its events are those of the table of stages', async ({ fake }) => {
  const { made } = await fake.build();
  assert.is(made?.folder, join(fake.dir, 'out/tiny-1.0-amd64'));
  assert.equal(readdirSync(resultOf(fake, '')).sort(), [
    ...['SHA256SUMS', 'SHA256SUMS.asc', 'graph.svg', 'manifest.json', 'netboot', 'recipe.lock'],
    ...['recipe.packages', 'recipe.signatures', 'sbom', 'sbom.json', 'sbom.spdx.json'],
    'tiny-1.0-amd64.iso',
  ]);
  assert.ok((await verifyMedia(resultOf(fake, ''))).length > 10);
  const recipe = await readRecipe(join(fake.dir, 'recipes/tiny.yaml'));
  const ids = planStages(recipe).map(({ id }) => id);
  const finished = fake.events().filter(({ type }) => type === 'stage-finished');
  // The kernel's package is known only once the installer's is there.
  const once = finished.map(({ stage }) => stage).filter((stage, at, all) => stage !== all[at - 1]);
  assert.equal(once, ids);
  const manifest = readFileSync(resultOf(fake, 'manifest.json'), 'utf8');
  assert.not.match(manifest, 'seconds', 'how long it took is no part of what was made');
  assert.equal(readdirSync(join(fake.dir, 'out')), ['tiny-1.0-amd64'], 'no scratch is left');
});

test('the lock pins every input; building as locked gives the same, without asking anybody', async ({
  fake,
}) => {
  const text = readFileSync(resultOf(fake, 'recipe.lock'), 'utf8');
  const lock = parseRecipeLock(text, 'recipe.lock');
  assert.equal(
    lock.packages.map(({ name, roll = '' }) => `${name} ${roll}`.trim()),
    ['apt', 'base-files', 'greeting base', 'hello', 'libc6'],
  );
  assert.ok(lock.media.some(({ name }) => name === 'quickjs'));
  assert.ok(lock.media.some(({ name }) => name.startsWith('linux-image-')));
  const image = sha256(readFileSync(resultOf(fake, 'tiny-1.0-amd64.iso')));
  await fake.build({ locked: {}, offline: true });
  assert.is(readFileSync(resultOf(fake, 'recipe.lock'), 'utf8'), text);
  assert.is(sha256(readFileSync(resultOf(fake, 'tiny-1.0-amd64.iso'))), image);
  const ids = fake.events().map(({ stage }) => stage);
  assert.not.ok(ids.includes('download') || ids.includes('lists-debian-13'), 'stages with nothing to do');
});

test('a stage that fails leaves the older result as it is', async ({ fake }) => {
  const image = readFileSync(resultOf(fake, 'tiny-1.0-amd64.iso'));
  writeFileSync(join(fake.dir, 'program/boot.js'), '// another engine\n');
  const stale = await failureOf(fake.build({ locked: {} }));
  assert.is(stale.code, 'LOCK_STALE');
  assert.match(stale.message, "the installer's program has changed");
  writeFileSync(join(fake.dir, 'program/boot.js'), '// engine\n');
  const lost = await failureOf(fake.build({ locked: { file: join(fake.dir, 'no.lock') } }));
  assert.is(lost.code, 'LOCK_MISSING');
  assert.equal(readFileSync(resultOf(fake, 'tiny-1.0-amd64.iso')), image);
  assert.equal(readdirSync(join(fake.dir, 'out')), ['tiny-1.0-amd64']);
});

test('as locked is as the lock says, its time stamp too; each thing that moved is named before any package is chosen', async ({
  fake,
}) => {
  const was = readFileSync(resultOf(fake, 'recipe.lock'), 'utf8');
  const image = sha256(readFileSync(resultOf(fake, 'tiny-1.0-amd64.iso')));
  await fake.build({ locked: {}, offline: true, distro: { environment: { SOURCE_DATE_EPOCH: '1' } } });
  assert.is(readFileSync(resultOf(fake, 'recipe.lock'), 'utf8'), was);
  assert.is(sha256(readFileSync(resultOf(fake, 'tiny-1.0-amd64.iso'))), image);

  const recipe = readFileSync(join(fake.dir, 'recipes/tiny.yaml'), 'utf8');
  const node = readFileSync(join(fake.dir, 'rolls/base/nodes/compute.xml'), 'utf8');
  const greeting = 'rolls/base/packages/greeting/greeting.txt';
  await fake.write('recipes/tiny.yaml', `${recipe}attributes: { motto: upwards }\n`);
  await fake.write('rolls/base/nodes/compute.xml', node.replace('hello', 'no-such-package'));
  await fake.write(greeting, 'Good evening\n');
  const moved = await failureOf(fake.build({ locked: {}, offline: true }));
  const said = moved.problems.map(({ message }) => message.replace('Cannot build as locked: ', ''));
  assert.is(said[0], '"attributes.global.motto" of the recipe is new: "upwards"');
  assert.match(said[1] ?? '', /^roll "base" 1 has changed/);
  assert.match(said[2] ?? '', /^package "greeting" 1 has changed/);
  assert.is(said.length, 3);
  assert.not.ok(fake.events().some(({ stage }) => stage === 'closure' || stage === 'repository'));
  await fake.write('recipes/tiny.yaml', recipe);
  await fake.write('rolls/base/nodes/compute.xml', node);
  await fake.write(greeting, 'Good morning\n');
});

test("a site's open answers are on the media, its secrets are not, and a warning names them", async ({
  fake,
}) => {
  const site = await readFakeSite(fake);
  const recipe = await readRecipe(join(fake.dir, 'recipes/tiny.yaml'));
  const media = { iso: false, netboot: true };
  const { warnings } = await fake.build({ recipe: { ...recipe, media }, site });
  assert.equal(
    warnings.map(({ code, message }) => `${code}: ${message}`),
    ['SITE_SECRET: Left out of the media because it is secret: password'],
  );
  const graph = readFileSync(resultOf(fake, 'netboot/cairn/graph.json'), 'utf8');
  assert.match(graph, '"motto":"onwards"');
  assert.not.match(graph, 'hunter2');
  assert.ok(readdirSync(resultOf(fake, 'netboot/cairn/rolls')).includes('base-1.tar'));
  assert.not.ok(readdirSync(resultOf(fake, '')).includes('tiny-1.0-amd64.iso'));
});

test('a recipe without an OS roll says what to do', async ({ fake }) => {
  await fake.write('recipes/bare.yaml', 'name: bare\nversion: "1"\nos: debian-13\nrolls: [base]\n');
  const recipe = await readRecipe(join(fake.dir, 'recipes/bare.yaml'));
  const bare = await failureOf(fake.build({ recipe }));
  assert.is(bare.code, 'RECIPE_ROLLS');
  assert.match(bare.message, 'Add debian-13 to its rolls');
});

test('a program without the parts that media carry says how to make them', async ({ fake }) => {
  for (const parts of [{ engine: undefined }, { initrd: undefined }]) {
    const lacking = await failureOf(fake.build({ program: parts }));
    assert.is(lacking.code, 'PROGRAM_INCOMPLETE');
    assert.match(lacking.message, 'scripts/setup');
  }
});

test('an operating system that lacks a tool of the installer borrows it from another release', async ({
  fake,
}) => {
  const text = readFileSync(join(fake.dir, 'rolls/os/roll.yaml'), 'utf8');
  const lender = 'installer: { borrowed: { suites: [trixie], tools: [quickjs] } }\n';
  await fake.write('rolls/poor/roll.yaml', `${text.replace('name: os', 'name: poor')}${lender}`);
  await fake.write('recipes/poor.yaml', 'name: tiny\nversion: "1.0"\nos: debian-13\nrolls: [poor, base]\n');
  const recipe = await readRecipe(join(fake.dir, 'recipes/poor.yaml'));
  await fake.build({ recipe });
  const lock = parseRecipeLock(readFileSync(resultOf(fake, 'recipe.lock'), 'utf8'), 'recipe.lock');
  assert.equal(
    lock.borrowed?.packages.map(({ name }) => name),
    ['quickjs'],
  );
  assert.not.ok(lock.media.some(({ name }) => name === 'quickjs'));
  await fake.build({ recipe, locked: {}, offline: true });
});

test.run();
