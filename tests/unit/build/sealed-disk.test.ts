import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readRecipe } from '../../../builder/build/mod.ts';
import type { DiskWish } from '../../../builder/build/recipe/recipe.ts';
import { type Run, run } from '../../../builder/io/mod.ts';
import { BuildError } from '../../../builder/model/mod.ts';
import { closeFakeBuild, type FakeBuild, openFakeBuild } from './fake-build.ts';

const NAME = 'tiny-1.0-amd64-disk-compute';
const MIB = 1024 * 1024;
const WISH: DiskWish = { appliance: 'compute', formats: ['raw', 'qcow2', 'vmdk'], sizeBytes: 64 * MIB };

const test = suite<{ fake: FakeBuild; build: (disk: DiskWish, out?: string) => Promise<string> }>(
  'a build of a sealed disk',
);
test.before(async (context) => {
  const fake = await openFakeBuild();
  context.fake = fake;
  context.build = async (disk, out = 'out') => {
    const recipe = await readRecipe(join(fake.dir, 'recipes/tiny.yaml'));
    await fake.build({ recipe: { ...recipe, makes: 'disk', disk }, outputDir: join(fake.dir, out) });
    return join(fake.dir, out, NAME);
  };
});
test.after(({ fake }) => closeFakeBuild(fake));

test('has a medium in it whose signed list names the packages of its appliance, and a menu that asks', async ({
  fake,
  build,
}) => {
  const folder = await build(WISH, 'one');
  assert.equal(
    readdirSync(folder).filter((name) => name.startsWith(NAME)),
    [`${NAME}.qcow2`, `${NAME}.raw`, `${NAME}.vmdk`],
  );
  assert.match(readFileSync(join(folder, 'SHA256SUMS'), 'utf8'), `  ${NAME}.raw\n`);
  assert.ok(!existsSync(join(folder, 'netboot')));
  const disk = readFileSync(join(folder, `${NAME}.raw`));
  assert.is(disk.length, 64 * MIB);
  const { stdout } = await run(['sfdisk', '--json', join(folder, `${NAME}.raw`)]);
  const { partitions } = (
    JSON.parse(stdout) as { partitiontable: { partitions: { start: number; size: number; name: string }[] } }
  ).partitiontable;
  const { start = 0, size = 0 } = partitions.find(({ name }) => name === 'state-factory') ?? {};
  const iso = join(fake.dir, 'inside.iso');
  writeFileSync(iso, disk.subarray(start * 512, (start + size) * 512));
  // Firmware for UEFI looks for partitions in partitions: what it found there it would start, whatever is installed
  assert.is.not(disk.toString('latin1', start * 512 + 512, start * 512 + 520), 'EFI PART');
  const types = [450, 466, 482, 498].map((at) => disk[start * 512 + at]);
  assert.equal(types, [0x17, 0, 0, 0]);
  const { stdout: catalog } = await run(['xorriso', '-indev', iso, '-report_el_torito', 'plain']);
  assert.equal(
    catalog.split('\n').flatMap((line) => /^El Torito boot img : +\d+ +(\S+)/.exec(line)?.[1] ?? []),
    ['BIOS'],
  );
  const inside = join(fake.dir, 'inside');
  mkdirSync(inside);
  await run(['xorriso', '-osirrox', 'on', '-indev', iso, '-extract', '/', inside]);
  const read = (path: string): string => readFileSync(join(inside, path), 'utf8');
  assert.match(read('cairn/release.list'), / cairn\/bases\/compute\.tar\.zst$/m);
  assert.is(read('cairn/bases/compute.packages'), 'greeting\nhello\n');
  const [install = '', questions = ''] = read('boot/grub/grub.cfg')
    .split('\n')
    .filter((line) => line.includes('linux /install'));
  assert.match(install, /'cairn\.questions=without-site' 'cairn\.appliance=compute' /);
  assert.match(questions, /'cairn\.questions=1' 'cairn\.appliance=compute' /);
  assert.not.match(read('boot/grub/grub.cfg'), 'Boot from disk');
});

test('has the same bytes again', async ({ fake, build }) => {
  const again = await build(WISH, 'two');
  for (const format of WISH.formats) {
    const bytes = readFileSync(join(again, `${NAME}.${format}`));
    assert.ok(bytes.equals(readFileSync(join(fake.dir, 'one', NAME, `${NAME}.${format}`))), format);
  }
});

test('of an appliance that there is not is refused before anything is downloaded', async ({ build }) => {
  const error = await build({ appliance: 'compuet', formats: ['raw'] }).catch((thrown: unknown) => thrown);
  assert.ok(error instanceof BuildError && error.code === 'RECIPE_APPLIANCE', String(error));
  assert.match((error as BuildError).message, 'Did you mean "compute"?');
});

test('for virtual machines names the program that it lacks before anything is downloaded', async ({
  fake,
}) => {
  const recipe = await readRecipe(join(fake.dir, 'recipes/tiny.yaml'));
  const disk: DiskWish = { appliance: 'compute', formats: ['vmdk'] };
  const without: Run = (argv, options) =>
    argv[0] === 'qemu-img' ? run(['/nowhere/qemu-img'], options) : fake.distro.run(argv, options);
  const made = fake.build({ recipe: { ...recipe, makes: 'disk', disk }, distro: { run: without } });
  const error = await made.catch((thrown: unknown) => thrown);
  assert.ok(error instanceof BuildError && error.code === 'COMMAND_MISSING', String(error));
  assert.match((error as BuildError).message, 'apt-get install qemu-utils');
  assert.not.ok(fake.events().some((event) => 'stage' in event && event.stage === 'download'));
});

test.run();
