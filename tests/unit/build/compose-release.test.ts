import { existsSync, readFileSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { composeRelease, type ReleaseRequest } from '../../../builder/build/compose-release.ts';
import { openRelease, type ReleaseTree } from '../../../builder/build/release/release-tree.ts';
import type { CpioMember } from '../../../builder/formats/cpio.ts';
import { decodeCpio } from '../../../builder/formats/cpio-decode.ts';
import { splitZstdFrames } from '../../../builder/formats/zstd-frames.ts';
import { type Run, run, sha256 } from '../../../builder/io/mod.ts';
import {
  type GraphBundle,
  parseReleaseList,
  type ReleasePledge,
  renderPledged,
} from '../../../builder/model/mod.ts';
import { FAKE_FOUNDATION, writeFakeArchive } from '../../fakes/archive.ts';
import { failureOf } from '../../fakes/failure-of.ts';
import { closeFakeBuild, type FakeBuild, openFakeBuild, unpackFakeMedium } from './fake-build.ts';

// A frontend makes a release of one that it has: other values, one roll more or less, with no mirror.

const test = suite<{ fake: FakeBuild; base: ReleaseTree; programs: string[]; compose: Compose }>(
  'composeRelease()',
);
type Compose = (
  change: ReleaseRequest['change'],
  from?: ReleaseTree,
  mirror?: string,
) => Promise<ReleaseTree>;

test.before(async (context) => {
  const fake = await openFakeBuild();
  await fake.build();
  const base = await openRelease(await unpackFakeMedium(fake, 'out', 'served'), 'own');
  const programs: string[] = [];
  let count = 0;
  const recorded: Run = (argv, options) => {
    programs.push(argv.slice(0, 2).join(' '));
    return fake.distro.run(argv, options);
  };
  const compose: Compose = async (change, from = base, mirror = 'file:/nowhere') => {
    programs.length = 0;
    count += 1;
    const distro = {
      ...fake.distro,
      run: recorded,
      mirror,
      cacheDir: join(fake.dir, 'frontend-cache'),
      keysDir: join(fake.dir, 'frontend-keys'),
    };
    const outputDir = join(fake.dir, `releases-${count}`);
    await mkdir(outputDir);
    const { made } = await composeRelease(
      { base: from, change, outputDir },
      { distro, program: fake.program },
    );
    return openRelease(made!.folder, 'own');
  };
  Object.assign(context, { fake, base, programs, compose });
});
test.after(({ fake }) => closeFakeBuild(fake));

const textOf = async (tree: ReleaseTree, path: string): Promise<string> =>
  new TextDecoder().decode(await tree.read(path));
const graphOf = async (tree: ReleaseTree): Promise<GraphBundle> =>
  JSON.parse(await textOf(tree, 'cairn/graph.json')) as GraphBundle;
const inodeOf = async (tree: ReleaseTree, path: string): Promise<number> =>
  statSync((await tree.find(path))!).ino;

async function readOverlay(tree: ReleaseTree): Promise<ReadonlyMap<string, string>> {
  const members: CpioMember[] = [];
  for (const frame of splitZstdFrames(readFileSync(join(tree.install, 'cairn.img')))!) {
    const options = { input: frame, binary: true };
    members.push(...decodeCpio((await run(['zstd', '-dc'], options)).stdoutBytes));
  }
  return new Map(members.map(({ name, content }) => [name, new TextDecoder().decode(content)]));
}

test('another value: the graph and what follows from it are new, all else is the same file', async ({
  fake,
  base,
  compose,
  programs,
}) => {
  const next = await compose({ attributes: { global: { motto: 'onwards' } } });
  const made = join(fake.dir, 'frontend-cache/made');
  assert.not.ok(existsSync(join(made, 'sboms')), 'a release has no bill of materials, so none is made');
  assert.is.not(next.id, base.id);
  assert.equal((await graphOf(next)).attributes?.global, { motto: 'onwards' });
  assert.equal(next.lock.packages, base.lock.packages);
  for (const path of base.files.keys()) {
    if (!/\.deb$|base\.tar\.zst$|vmlinuz$|initrd\.gz$|\/(?:dists|parts|rolls)\//.test(path)) continue;
    assert.is(await inodeOf(next, path), await inodeOf(base, path), path);
  }
  const asked = programs.filter((program) => /mmdebstrap|apt-get install|depmod|modinfo/.test(program));
  assert.equal(asked, [], 'the resolver is not asked, and neither base nor programs are made anew');

  const [before, after] = [await readOverlay(base), await readOverlay(next)];
  assert.equal([...after.keys()].sort(), [...before.keys()].sort());
  const other = [...after.keys()].filter((name) => after.get(name) !== before.get(name)).sort();
  const own = ['graph.json', 'medium.json', 'trust.json'].map((name) => `usr/share/cairn/${name}`);
  assert.equal(other, own);
  assert.is(after.get('usr/share/cairn/graph.json'), await textOf(next, 'cairn/graph.json'));
  assert.match(after.get('usr/share/cairn/medium.json')!, next.id);
  for (const [tree, overlay] of [
    [base, before],
    [next, after],
  ] as const) {
    const pledge = JSON.parse(overlay.get('usr/share/cairn/trust.json')!) as ReleasePledge;
    const list = parseReleaseList(readFileSync(join(tree.cairn, 'release.list'), 'utf8'), 'release.list');
    assert.ok(list.files.some(({ path }) => path === 'install/cairn.img'));
    assert.is(pledge.list, sha256(renderPledged(list)), 'each overlay vouches for its own release');
    assert.match(pledge.key, /^[0-9A-F]{40}$/);
  }
});

test('is signed by the key of this frontend, and who trusts the older release trusts it', async ({
  fake,
  base,
  compose,
}) => {
  const next = await compose({ attributes: { global: { motto: 'twice' } } });
  const keyring = 'cairn/distribution/cairn-archive-keyring.pgp';
  const [older, newer] = [await base.read(keyring), await next.read(keyring)];
  assert.ok(Buffer.from(newer).includes(Buffer.from(older)), 'the older key stays');
  assert.ok(newer.length > older.length);
  const folder = join(next.cairn, '..');
  assert.is((await openRelease(folder, { keyrings: [join(next.cairn, keyring.slice(6))] })).id, next.id);
  const stranger = await failureOf(openRelease(folder, { keyrings: [join(base.cairn, keyring.slice(6))] }));
  assert.is(stranger.code, 'RELEASE_UNTRUSTED');
  assert.is(statSync(join(fake.dir, 'frontend-keys/gnupg')).mode & 0o077, 0);
  // The one after that has the same two
  const third = await compose({ attributes: { global: { motto: 'thrice' } } }, next);
  assert.equal(await third.read(keyring), newer);
});

test('one value more: nothing runs but what signs the new list and packs the new overlay', async ({
  compose,
  programs,
}) => {
  const first = await compose({ attributes: { global: { motto: 'one' } } });
  const next = await compose({ attributes: { global: { motto: 'two' } } }, first);
  const ofPackages = programs.filter((program) => /^(?:xz|dpkg)\b/.test(program));
  assert.equal(ofPackages, ['dpkg --print-architecture'], 'no package is looked into');
  const others = programs.filter((program) => !ofPackages.includes(program));
  assert.equal(others, ['gpg --homedir', 'gpg-connect-agent --homedir']);
  assert.is(
    await inodeOf(next, 'cairn/distribution/dists/trixie/InRelease'),
    await inodeOf(first, 'cairn/distribution/dists/trixie/InRelease'),
  );
});

test('an appliance that names a unit which no package has is refused, although its packages were proved', async ({
  fake,
  base,
  compose,
}) => {
  await fake.write('units/roll.yaml', 'name: units\nversion: 1\nrequires: [base]\n');
  const service = '<node interface="public"><main><services>--enabled=nobody</services></main></node>';
  await fake.write('units/nodes/units.xml', service);
  await fake.write('units/graphs/units.xml', '<graph><edge from="compute" to="units"/></graph>');
  const error = await failureOf(compose({ add: [join(fake.dir, 'units')] }, base));
  assert.is(error.code, 'UNIT_MISSING');
  assert.match(error.problems[0]!.message, 'nobody.service');
});

test('a roll joins: its node, its own package, and what that needs of the packages at hand', async ({
  fake,
  base,
  compose,
}) => {
  await fake.write('more/roll.yaml', 'name: more\nversion: 1\nrequires: [base]\n');
  await fake.write('more/nodes/more.xml', '<node interface="public"><package>farewell</package></node>');
  await fake.write('more/graphs/more.xml', '<graph><edge from="compute" to="more"/></graph>');
  await fake.write(
    'more/packages/farewell/package.yaml',
    'summary: A word\ndepends: [hello]\nfiles: { /usr/share/farewell: f }\n',
  );
  await fake.write('more/packages/farewell/f', 'Good night\n');
  const next = await compose({ add: [join(fake.dir, 'more')] });
  const names = next.lock.packages.map(({ name }) => name);
  assert.equal(names, ['apt', 'base-files', 'farewell', 'greeting', 'hello', 'libc6']);
  assert.equal(
    next.lock.rolls.map(({ name }) => name),
    ['os', 'base', 'more'],
  );
  assert.ok(next.files.has('cairn/rolls/more-1.tar'));
  const index = await textOf(next, 'cairn/distribution/dists/trixie/main/binary-amd64/Packages');
  assert.match(index, 'Package: farewell\n');

  // Another version of it takes its place
  await fake.write('more/packages/farewell/f', 'Good night, all\n');
  const changed = await compose({ add: [join(fake.dir, 'more')] }, next);
  assert.equal(
    changed.lock.rolls.map(({ name }) => name),
    ['os', 'base', 'more'],
  );
  const shaOf = ({ lock }: ReleaseTree) => lock.packages.find(({ name }) => name === 'farewell')?.sha256;
  assert.is.not(shaOf(changed), shaOf(next));

  // And it goes: what is left is what there was
  const back = await compose({ remove: ['more'] }, changed);
  assert.equal(back.lock.packages, base.lock.packages);
  assert.equal(
    (await graphOf(back)).rolls.map(({ name }) => name),
    ['os', 'base'],
  );
});

test('what rolls and release lack comes from the mirror, and nothing else does', async ({
  fake,
  base,
  compose,
}) => {
  const { mirror } = await writeFakeArchive(join(fake.dir, 'newer'), fake.distro, [
    ...FAKE_FOUNDATION,
    { name: 'hello', version: '2.11', fields: { Depends: 'libc6' } },
    { name: 'bonus', fields: { Depends: 'hello' } },
  ]);
  await fake.write('fond/roll.yaml', 'name: fond\nversion: 1\n');
  await fake.write('fond/nodes/fond.xml', '<node interface="public"><package>bonus</package></node>');
  await fake.write('fond/graphs/fond.xml', '<graph><edge from="compute" to="fond"/></graph>');
  const add = { add: [join(fake.dir, 'fond')] };
  const next = await compose(add, base, mirror);
  const versionOf = (name: string) => next.lock.packages.find((item) => item.name === name)?.version;
  assert.is(versionOf('bonus'), '1');
  assert.is(versionOf('hello'), '2.10', 'what the release has stays as it is');
  assert.ok([...next.files.keys()].some((path) => path.endsWith('/bonus_1_all.deb')));

  const error = await failureOf(compose(add));
  assert.is(error.code, 'PACKAGE_UNSATISFIED');
  assert.match(error.message, 'bonus');
  assert.match(error.message, '/nowhere', 'and why the mirror did not help');
});

test('what no roll and no release has is named, and so is a roll that is not there', async ({
  fake,
  compose,
}) => {
  await fake.write('greedy/roll.yaml', 'name: greedy\nversion: 1\n');
  await fake.write('greedy/nodes/greedy.xml', '<node><package>busybox-static</package></node>');
  await fake.write('greedy/graphs/greedy.xml', '<graph><edge from="compute" to="greedy"/></graph>');
  const error = await failureOf(compose({ add: [join(fake.dir, 'greedy')] }));
  assert.is(error.code, 'PACKAGE_UNSATISFIED');
  assert.match(error.problems[0]!.message, 'busybox-static');
  const unknown = await failureOf(compose({ remove: ['nothing'] }));
  assert.is(unknown.code, 'ROLL_MISSING');
  assert.match(unknown.problems[0]!.hint!, 'os, base');
});

test.run();
