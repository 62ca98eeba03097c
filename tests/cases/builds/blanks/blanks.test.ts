import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readRecipe } from '../../../../builder/build/mod.ts';
import type { Run } from '../../../../builder/io/mod.ts';
import { verifyMedia } from '../../../../builder/media/mod.ts';
import { closeFakeBuild, type FakeBuild, openFakeBuild } from '../../../unit/build/fake-build.ts';

// Folders as people name them, and builders whose umask keeps others out.

const test = suite<{ fake: FakeBuild }>('folders with blanks and commas, and a strict umask');
test.before(async (context) => {
  context.fake = await openFakeBuild();
});
test.after(({ fake }) => closeFakeBuild(fake));

test('any folder takes results, cache, keys, keyrings and temporary files', async ({ fake }) => {
  const place = (name: string): string => join(fake.dir, 'Jo, "the: builder\' $x', name);
  mkdirSync(place('tmp'), { recursive: true });
  // A checkout in such a folder, with the keyring in the roll of its operating system.
  for (const folder of ['rolls', 'recipes'])
    cpSync(join(fake.dir, folder), place(folder), { recursive: true });
  cpSync(join(fake.dir, 'fake/archive/cairn-archive-keyring.pgp'), place('rolls/os/keys/mirror.pgp'));
  const roll = readFileSync(place('rolls/os/roll.yaml'), 'utf8');
  writeFileSync(place('rolls/os/roll.yaml'), roll.replace(/^keyring: .*$/m, 'keyring: keys/mirror.pgp'));
  const { TMPDIR } = process.env;
  process.env['TMPDIR'] = place('tmp');
  try {
    // Apt's settings have no way to write a quotation mark.
    const cacheDir = join(fake.dir, "Jo, the: builder' $x");
    const distro = { cacheDir, keysDir: place('keys') };
    const recipe = await readRecipe(place('recipes/tiny.yaml'));
    const refused = await fake
      .build({ recipe, distro: { cacheDir: place('cache') }, dryRun: true })
      .catch((error: Error) => error.message);
    assert.match(String(refused), /apt takes no path with a quotation mark[\s\S]*--cache/);
    const { made } = await fake.build({ recipe, outputDir: place('my results'), distro });
    assert.is(made?.folder, place('my results/tiny-1.0-amd64'));
    assert.ok((await verifyMedia(made!.folder)).length > 10);
  } finally {
    if (TMPDIR === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = TMPDIR;
  }
});

for (const umask of [0o027, 0o077]) {
  test(`umask ${umask.toString(8)}: others read results, and what the base is made from`, async ({
    fake,
  }) => {
    const before = process.umask(umask);
    const closed: string[] = [];
    const run: Run = async (argv, options) => {
      if (argv[0] === 'mmdebstrap') closed.push(...listClosed(/ copy:(\S+) /.exec(argv.at(-1)!)![1]!));
      return fake.distro.run(argv, options);
    };
    try {
      const outputDir = join(fake.dir, `out-${umask}`);
      const cacheDir = join(fake.dir, `cache-${umask}`);
      const { made } = await fake.build({ outputDir, distro: { run, cacheDir } });
      closed.push(...listClosed(made!.folder));
      assert.equal(closed, []);
    } finally {
      process.umask(before);
    }
  });
}

/** What other users cannot read or enter. */
function listClosed(dir: string): string[] {
  const found = readdirSync(dir, { recursive: true, encoding: 'utf8' }).map((path) => join(dir, path));
  return [dir, ...found].filter((path) => {
    const info = statSync(path);
    return (info.mode & (info.isDirectory() ? 0o005 : 0o004)) !== (info.isDirectory() ? 0o005 : 0o004);
  });
}

test('the recipes as they were handed over are read', async () => {
  for (const name of ['small.yaml', 'small-m.yaml'])
    assert.is((await readRecipe(join(import.meta.dirname, name))).name, 'small');
});

test.run();
