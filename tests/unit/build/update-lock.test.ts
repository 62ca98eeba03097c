import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readLock } from '../../../builder/build/lock/read-lock.ts';
import { readRecipe } from '../../../builder/build/mod.ts';
import { type LockPreview, type LockUpdate, updateLock } from '../../../builder/build/update-lock.ts';
import { verifyLockedPackages } from '../../../builder/build/verify-lock.ts';
import { compareUpdate } from '../../../builder/cli/release/update.ts';
import { parseRecipeLock, type RecipeLock } from '../../../builder/distro/mod.ts';
import { openCheckedFiles, sha256 } from '../../../builder/io/mod.ts';
import { writeFakeArchive } from '../../fakes/archive.ts';
import type { FakePackage } from '../../fakes/deb.ts';
import { failureOf } from '../../fakes/failure-of.ts';
import { closeFakeBuild, type FakeBuild, openFakeBuild } from './fake-build.ts';

// Time limit: 20 minutes
// Locks that follow recipe, rolls and mirror, in whole and in part; real apt on tiny packages.

const recipe = 'name: tiny\nversion: "1.0"\nos: debian-13\nrolls: [os, base, more]\n';
const FILES: Readonly<Record<string, string>> = {
  'rolls/more/roll.yaml': 'name: more\nversion: 1\n',
  'rolls/more/nodes/more.xml': '<node><package>tool</package></node>',
  'rolls/more/graphs/more.xml': '<graph><edge from="compute" to="more"/></graph>',
  'rolls/base/nodes/compute.xml':
    '<node><package>hello</package><package>other</package><package>risky</package></node>',
};
const versionsOf = (version: string): readonly FakePackage[] =>
  ['tool', 'other', 'risky'].map((name) => ({ name, version, fields: { Depends: 'libc6' } }));

interface Stand {
  readonly fake: FakeBuild;
  /** Mirror and security mirror, a month later. */
  readonly later: string;
  readonly file: string;
}

const test = suite<Stand>('updateLock()');
test.before(async (stand) => {
  const fake = await openFakeBuild({ recipe, packages: versionsOf('1') });
  const { dir, distro } = fake;
  for (const [path, text] of Object.entries(FILES)) await fake.write(path, text);
  const roll = readFileSync(join(dir, 'rolls/os/roll.yaml'), 'utf8');
  const suites = 'suites: [trixie, trixie-security]';
  await fake.write('rolls/os/roll.yaml', roll.replace(/^suites: .*$/m, suites));
  const security = async (name: string, packages: readonly FakePackage[]): Promise<string> =>
    (await writeFakeArchive(join(dir, name), distro, packages, 'trixie-security')).mirror;
  const before = `${distro.mirror},${await security('security', [{ name: 'unrelated' }])}`;
  const { made } = await fake.build({ distro: { mirror: before } });
  for (const kind of ['lock', 'packages'])
    cpSync(join(made!.folder, `recipe.${kind}`), join(dir, `recipes/tiny.${kind}`));
  // The same with newer packages, by the same key
  const parts = readdirSync(join(dir, 'fake/debs')).filter((name) => !/^(?:tool|other|risky)_/.test(name));
  const packages = join(dir, 'later/archive');
  await writeFakeArchive(
    join(dir, 'later'),
    distro,
    versionsOf('2'),
    'trixie',
    parts.map((name) => join(dir, 'fake/debs', name)),
  );
  const later = `copy:${packages},${await security('security-later', [{ name: 'risky', version: '3', fields: { Depends: 'libc6' } }])}`;
  Object.assign(stand, { fake, later, file: join(dir, 'recipes/tiny.lock') });
});
test.after(({ fake }) => closeFakeBuild(fake));

interface Updated {
  readonly preview: LockPreview;
  readonly lock: RecipeLock | undefined;
}

async function update(
  { fake, later, file }: Stand,
  change: Partial<LockUpdate> & { readonly isWritten?: boolean; readonly keysDir?: string },
): Promise<Updated> {
  const { isWritten = false, keysDir = fake.distro.keysDir, ...rest } = change;
  const distro = { ...fake.distro, mirror: later, keysDir };
  const older = await readLock({ files: [file] }, distro);
  const request = {
    ...{ recipe: await readRecipe(join(fake.dir, 'recipes/tiny.yaml')), older, ownKey: false, file },
    ...rest,
  };
  let preview: LockPreview | undefined;
  const lock = await updateLock(request, { distro, program: fake.program }, async (seen) => {
    preview = seen;
    return isWritten;
  });
  return { preview: preview!, lock };
}

const changesOf = ({ preview }: Updated): string[] =>
  compareUpdate(preview.older!, {}, preview.closure).map(
    ({ name, change, before, after, isSecurity }) =>
      `${change} ${name} ${before} ${after}${isSecurity ? ' security' : ''}`,
  );

test('shows what the mirrors have newer, and writes nothing without a yes', async (stand) => {
  const before = readFileSync(stand.file, 'utf8');
  const whole = await update(stand, {});
  assert.equal(changesOf(whole), ['up other 1 2', 'up risky 1 3 security', 'up tool 1 2']);
  assert.equal(whole.preview.drift, []);
  assert.is(whole.lock, undefined);
  assert.is(readFileSync(stand.file, 'utf8'), before);
});

test('security alone takes newer versions of that suite, and nothing else may have changed', async (stand) => {
  const only = { rolls: [], security: true };
  assert.equal(changesOf(await update(stand, { only })), ['up risky 1 3 security']);
  const path = 'rolls/more/nodes/more.xml';
  await stand.fake.write(path, '<node><package>tool</package><!-- other --></node>');
  const moved = await failureOf(update(stand, { only }));
  assert.is(moved.code, 'LOCK_STALE');
  assert.match(moved.message, 'roll "more" 1 has changed');
  await stand.fake.write(path, FILES[path]!);
});

test('one roll: versions of what its nodes ask for follow, all others stay; what is written can be built', async (stand) => {
  const { fake, later, file } = stand;
  await fake.write('rolls/more/roll.yaml', 'name: more\nversion: 2\n');
  const some = await update(stand, { only: { rolls: ['more'], security: false }, isWritten: true });
  assert.equal(changesOf(some), ['up tool 1 2']);
  assert.equal(some.preview.drift, ['roll "more" was "1", is "2"']);
  const written = parseRecipeLock(readFileSync(file, 'utf8'), file);
  assert.equal(written, some.lock);
  const versions = new Map(written.packages.map(({ name, version }) => [name, version]));
  assert.equal(
    ['tool', 'other', 'risky'].map((name) => versions.get(name)),
    ['2', '1', '1'],
  );
  const { made } = await fake.build({ locked: {}, distro: { mirror: later } });
  assert.is(readFileSync(join(made!.folder, 'recipe.lock'), 'utf8'), readFileSync(file, 'utf8'));
  const unknown = await failureOf(update(stand, { only: { rolls: ['mroe'], security: false } }));
  assert.is(unknown.code, 'ROLL_MISSING');
});

test("the user's own key takes the place of the lock's where that is asked for", async (stand) => {
  const keysDir = join(stand.fake.dir, 'other-keys');
  const drift = async (ownKey: boolean): Promise<number> =>
    (await update(stand, { ownKey, keysDir })).preview.drift.filter((line) =>
      line.startsWith('key that signs was'),
    ).length;
  assert.equal([await drift(true), await drift(false)], [1, 0]);
});

test('verifyLockedPackages() reads each file, fetches what is damaged or gone, and names what cannot be had', async ({
  fake,
  later,
  file,
}) => {
  const lock = parseRecipeLock(readFileSync(file, 'utf8'), file);
  const distro = { ...fake.distro, mirror: later };
  const tool = lock.packages.find(({ name }) => name === 'tool')!;
  const stored = join(distro.cacheDir, 'by-sha256', tool.sha256.slice(0, 2), tool.sha256);
  const { size, mtime } = statSync(stored);
  chmodSync(stored, 0o644);
  writeFileSync(stored, Buffer.alloc(size));
  utimesSync(stored, mtime, mtime);
  // Rot shows nowhere: as if it had been compared as it is now
  await (await openCheckedFiles(distro)).remember(stored, tool.sha256);
  const { count, own } = await verifyLockedPackages(lock, { distro });
  assert.ok(count > 10);
  assert.is(own, 1);
  assert.is(sha256(readFileSync(stored)), tool.sha256);
  rmSync(stored);
  const lost = await failureOf(verifyLockedPackages(lock, { distro: { ...distro, offline: true } }));
  assert.is(lost.code, 'CACHE_INCOMPLETE');
  assert.match(lost.message, '"tool" 2');
});

test('the cache that a lock command tidies is rid of what was of no use for long', async (stand) => {
  const { distro } = stand.fake;
  const { lock } = await readLock({ files: [stand.file] }, distro);
  const commands: Readonly<Record<string, () => Promise<unknown>>> = {
    updateLock: () => update(stand, {}),
    verifyLockedPackages: () => verifyLockedPackages(lock, { distro: { ...distro, mirror: stand.later } }),
  };
  const unused = join(distro.cacheDir, 'known/licences/00/of-last-year.json');
  for (const [name, command] of Object.entries(commands)) {
    mkdirSync(dirname(unused), { recursive: true });
    writeFileSync(unused, '[]');
    utimesSync(unused, 0, 0);
    rmSync(join(distro.cacheDir, 'tidied'));
    await command();
    assert.equal([existsSync(join(distro.cacheDir, 'tidied')), existsSync(unused)], [true, false], name);
  }
});

test.run();
