import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findOwnFiles } from '../../../builder/build/surroundings.ts';
import { makeSiteKey } from '../../../builder/distro/repository/site-key.ts';
import { sha256 } from '../../../builder/io/mod.ts';
import { CHECKSUMS_NAME, replaceChecksum } from '../../../builder/model/mod.ts';
import { type Ran, runCairn } from '../../fakes/cairn.ts';
import { closeFakeBuild, type FakeBuild, openFakeBuild } from '../build/fake-build.ts';

// Time limit: 20 minutes
// The commands that look at what a build has made, as people type them: locks, media, what is carried in.

interface Stand {
  readonly fake: FakeBuild;
  readonly cairn: (...words: readonly string[]) => Promise<Ran>;
  readonly recipe: string;
  readonly made: string;
}

const test = suite<Stand>('commands for what was made');
test.before(async (stand) => {
  const fake = await openFakeBuild({ packages: [{ name: 'extra' }] });
  const { made } = await fake.build();
  const env = {
    CAIRN_KEYS: join(fake.dir, 'keys'),
    CAIRN_CACHE: join(fake.dir, 'cache'),
    CAIRN_MIRROR: fake.distro.mirror,
  };
  const cairn = (...words: readonly string[]): Promise<Ran> => runCairn(words, { env });
  Object.assign(stand, { fake, cairn, recipe: join(fake.dir, 'recipes/tiny.yaml'), made: made!.folder });
});
test.after(({ fake }) => closeFakeBuild(fake));

test('a lock is shown before it is written, and is up to date then', async ({ fake, cairn, recipe }) => {
  const lock = join(fake.dir, 'recipes/tiny.lock');
  const nowhere = ['--output', join(fake.dir, 'nowhere')];
  const first = await cairn('lock', 'update', recipe, '--dry-run', ...nowhere);
  assert.is(first.exitCode, 0, first.stderr);
  assert.match(first.stdout, /^There is no lock yet: \d+ packages$/m);
  assert.not.ok(existsSync(lock));
  const held = await cairn('lock', 'update', recipe, '--security-only', '--yes', ...nowhere);
  assert.is(held.exitCode, 1);
  assert.match(held.stderr, 'LOCK_MISSING');
  const written = await cairn('lock', 'update', recipe, '--yes', ...nowhere);
  assert.is(written.exitCode, 0, written.stderr);
  assert.match(written.stdout, /tiny\.lock: \d+ packages$/m);
  assert.match((await cairn('lock', 'update', recipe)).stdout, /^The lock is up to date$/m);
});

test('what a recipe wants more is shown by name', async ({ fake, cairn, recipe }) => {
  const more = '<node><package>hello</package><package>extra</package></node>';
  await fake.write('rolls/base/nodes/compute.xml', more);
  const { exitCode, stdout, stderr } = await cairn('lock', 'update', recipe, '--dry-run');
  await fake.write('rolls/base/nodes/compute.xml', '<node><package>hello</package></node>');
  assert.is(exitCode, 0, stderr);
  assert.not.match(stdout, 'up to date');
  assert.match(stdout, /^roll "base" 1 has changed/m);
  assert.match(stdout, /^new +extra +- +1 /m);
  assert.match(stdout, /^1 package, of these 0 from security$/m);
});

test('rolls are added and left out for one build', async ({ fake, cairn, recipe }) => {
  await fake.write('more/roll.yaml', 'name: more\nversion: 1\n');
  const more = await cairn('build', recipe, '--dry-run', '--with', join(fake.dir, 'more'));
  assert.is(more.exitCode, 0, more.stderr);
  assert.match(more.stdout, /^ {2}more 1/m);
  const whole = join(fake.dir, 'recipes/whole.yaml');
  await fake.write(
    'recipes/whole.yaml',
    'name: tiny\nversion: "1.0"\nos: debian-13\nrolls: [os, base, ../more]\n',
  );
  assert.match((await cairn('build', whole, '--dry-run')).stdout, /^ {2}more 1/m);
  const less = await cairn('build', whole, '--dry-run', '--without', 'more');
  assert.is(less.exitCode, 0, less.stderr);
  assert.match(less.stdout, /^ {2}base 1/m);
  assert.not.match(less.stdout, /^ {2}more 1/m);
  const unknown = await cairn('build', recipe, '--dry-run', '--without', 'nobody');
  assert.is(unknown.exitCode, 1);
  assert.match(unknown.stderr, '"nobody"');
});

test('a lock alone is verified, and with its recipe', async ({ fake, cairn, recipe }) => {
  const alone = await cairn('lock', 'verify', join(fake.dir, 'recipes/tiny.lock'));
  assert.is(alone.exitCode, 0, alone.stderr);
  assert.match(alone.stdout, /can be had, each as it is listed; rolls bring 1 more$/m);
  const fits = await cairn('lock', 'verify', recipe);
  assert.is(fits.exitCode, 0, fits.stderr);
  assert.match(fits.stdout, /^It fits .*tiny\.yaml$/m);
});

test('a medium is verified by the keys that are known here, by those that are named, or for damage alone', async ({
  fake,
  cairn,
  made,
}) => {
  const known = await cairn('media', 'verify', made);
  assert.is(known.exitCode, 0, known.stderr);
  assert.match(known.stdout, /^Verified: signed by [0-9A-F]{40} \(/m);
  const damage = await cairn('media', 'verify', made, '--integrity-only');
  assert.is(damage.exitCode, 0, damage.stderr);
  assert.match(damage.stdout, /^Nothing is damaged, missing or added\. Who made it was not checked$/m);
  const keyOf = async (name: string, keysDir: string): Promise<string> => {
    const file = join(fake.dir, name);
    writeFileSync(file, (await makeSiteKey({ ...fake.distro, keysDir })).publicKey);
    return file;
  };
  const named = await cairn('media', 'verify', made, '--key', await keyOf('own.pgp', fake.distro.keysDir));
  assert.is(named.exitCode, 0, named.stderr);
  assert.match(named.stdout, /^Verified: signed by /m);
  const stranger = await keyOf('stranger.pgp', join(fake.dir, 'stranger'));
  const other = await cairn('media', 'verify', made, '--key', stranger);
  assert.is(other.exitCode, 1);
  assert.not.match(other.stdout, 'Verified');
  assert.match(other.stderr, /MEDIA_UNTRUSTED/);
  assert.match(other.stderr, /is signed by the key [0-9A-F]{16}, which is not known here/);
  const served = await cairn('media', 'verify', 'http://');
  assert.is(served.exitCode, 2);
  assert.match(served.stderr, '"http://" is no address');
});

test('a medium is built again: every byte is the same, or the first that is not is named, or why it cannot be told', async ({
  fake,
  cairn,
  recipe,
}) => {
  // As the command builds: with the program that is tried here
  const { made } = await fake.build({ program: await findOwnFiles(), outputDir: join(fake.dir, 'own') });
  const rebuild = (folder: string, ...more: readonly string[]): Promise<Ran> =>
    cairn('media', 'verify', folder, '--integrity-only', '--rebuild', recipe, ...more);
  const same = await rebuild(made!.folder);
  assert.is(same.exitCode, 0, same.stderr);
  assert.match(same.stdout, /: built again from .*tiny\.yaml, every byte is the same$/m);

  // Somebody changed a picture, and the list of checksums too
  const picture = readFileSync(join(made!.folder, 'graph.svg'), 'utf8').replace('<svg', '<SVG');
  const list = join(made!.folder, CHECKSUMS_NAME);
  writeFileSync(join(made!.folder, 'graph.svg'), picture);
  writeFileSync(list, replaceChecksum(readFileSync(list, 'utf8'), 'graph.svg', sha256(picture)));
  const other = await rebuild(made!.folder);
  assert.is(other.exitCode, 1, other.stdout);
  assert.match(other.stdout, 'Nothing is damaged');
  assert.match(other.stderr, /MEDIA_MISMATCH/);
  assert.match(other.stderr, /"graph\.svg" differs first: its content differs from byte \d+ on/);

  const untold = await rebuild(made!.folder, '--lock', join(fake.dir, 'no.lock'));
  assert.is(untold.exitCode, 1, untold.stdout);
  assert.match(untold.stderr, 'LOCK_MISSING');
});

test('what is carried in replaces nothing but an older export', async ({ fake, cairn, recipe }) => {
  const folder = join(fake.dir, 'mine');
  mkdirSync(folder);
  writeFileSync(join(folder, 'letter.txt'), 'dear');
  const refused = await cairn('mirror', 'export', recipe, folder);
  assert.is(refused.exitCode, 3);
  assert.match(refused.stderr, 'it holds something else');
  const events = await cairn('mirror', 'export', recipe, join(fake.dir, 'carried'), '--json');
  assert.is(events.exitCode, 0, events.stderr);
  assert.match(events.stdout.trimEnd().split('\n').at(-1)!, '"type":"done"');
  const again = await cairn('mirror', 'export', recipe, join(fake.dir, 'carried'));
  assert.is(again.exitCode, 0, again.stderr);
  assert.match(again.stdout, /carried: .* Its README\.md says how to build from it$/m);
  const offline = ['--offline', '--cache', join(fake.dir, 'carried')];
  const built = await cairn('build', recipe, '--dry-run', ...offline);
  assert.is(built.exitCode, 0, built.stderr);
  const written = await cairn('build', recipe, '--dry-run', '--cache', join(fake.dir, 'carried'));
  assert.is(written.exitCode, 2);
  assert.match(written.stderr, 'Build from it alone: --offline');
});

test.run();
