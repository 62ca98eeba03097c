import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readRecipe } from '../../builder/build/mod.ts';
import { closeFakeBuild, type FakeBuild, openFakeBuild } from '../unit/build/fake-build.ts';
import { createNamespace, type Namespace } from './namespace.ts';

// What was carried in is mounted read-only where there is no route to anywhere, and is built from there.

const test = suite<{ fake: FakeBuild; walls: Namespace }>('behind walls');
test.before(async (context) => {
  Object.assign(context, { fake: await openFakeBuild(), walls: createNamespace() });
});
test.after(async ({ fake, walls }) => {
  await walls.stop();
  await closeFakeBuild(fake);
});

/** Runs a program in the namespace, where a folder can only be read. @returns what it wrote */
function runBehind(walls: Namespace, readOnly: string, argv: readonly string[]): string {
  const script = 'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && shift && exec "$@"';
  return walls.run(['unshare', '--mount', 'sh', '-c', script, 'sh', readOnly, ...argv]);
}

const program = (name: string): readonly string[] => [
  ...[process.execPath, '--import', 'tsx', '--import', './scripts/ejs-loader.mjs'],
  join(import.meta.dirname, name),
];

test('there is no route', ({ walls }) => {
  assert.is(walls.run(['ip', 'route', 'show', 'table', 'all', 'type', 'unicast']).trim(), '');
});

test('an exported mirror that can only be read is all that a build needs', async ({ fake, walls }) => {
  const recipe = { ...(await readRecipe(join(fake.dir, 'recipes/tiny.yaml'))), makes: 'mirror' as const };
  await fake.build({ recipe, outputDir: fake.dir, outputName: 'carried' });
  const carried = join(fake.dir, 'carried');
  runBehind(walls, carried, [...program('build-carried.ts'), fake.dir, carried, 'first']);
  const lock = (folder: string): string => readFileSync(join(folder, 'recipe.lock'), 'utf8');
  assert.is(lock(join(fake.dir, 'first/tiny-1.0-amd64')), lock(join(carried, 'source')));
});

test('and so is a cache that can only be read', async ({ fake, walls }) => {
  await fake.build();
  const { cacheDir } = fake.distro;
  const argv = [
    ...program('build-carried.ts'),
    fake.dir,
    cacheDir,
    'second',
    join(fake.dir, 'recipes/tiny.yaml'),
  ];
  runBehind(walls, cacheDir, argv);
  const image = (folder: string): Buffer =>
    readFileSync(join(fake.dir, folder, 'tiny-1.0-amd64/tiny-1.0-amd64.iso'));
  assert.ok(image('second').equals(image('out')));
});

test.run();
