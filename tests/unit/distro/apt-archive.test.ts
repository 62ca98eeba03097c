import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type Closure,
  composeRepository,
  createDistroContext,
  type DistroContext,
  fetchPackages,
  findPackages,
  lockPackages,
  openArchive,
  openLockedArchive,
  type PackageArchive,
  type PackageWants,
  proveRepository,
  type RecipeLock,
  readRollDebs,
  resolveClosure,
} from '../../../builder/distro/mod.ts';
import { readText } from '../../../builder/io/mod.ts';
import type { BuildError } from '../../../builder/model/mod.ts';
import { FAKE_FOUNDATION, type FakeArchive, writeFakeArchive } from '../../fakes/archive.ts';
import type { FakePackage } from '../../fakes/deb.ts';

// Real apt and gpg on an archive of a few tiny packages: nothing leaves this machine.

const PACKAGES: readonly FakePackage[] = [
  ...FAKE_FOUNDATION,
  { name: 'hello', version: '1:2.0', fields: { Depends: 'libhello' }, files: { 'usr/bin/hello': 'hello' } },
  { name: 'libhello', fields: { Section: 'libs' } },
  { name: 'postfix', fields: { Provides: 'mail-agent', Conflicts: 'exim' } },
  { name: 'exim', fields: { Provides: 'mail-agent' } },
  { name: 'task-web', fields: { Depends: 'hello' } },
  { name: 'broken', fields: { Depends: 'no-such-library' } },
];

interface Stand {
  readonly dir: string;
  readonly context: DistroContext;
  readonly fake: FakeArchive;
  readonly archive: PackageArchive;
}

const asked = (name: string, line: number) => ({
  name,
  roll: 'base',
  node: 'things',
  place: { file: 'base/nodes/things.xml', line },
});
const wants: PackageWants[] = [
  { appliance: 'frontend', enabled: [asked('hello', 1), asked('@web', 2)], disabled: ['exim', 'unheard-of'] },
  { appliance: 'compute', enabled: [asked('libhello', 3)], disabled: ['hello'] },
];

const test = suite<Stand>('an archive of packages');
test.before(async (stand) => {
  const dir = await mkdtemp(join(tmpdir(), 'cairn-archive-'));
  const plain = createDistroContext({
    environment: {},
    cacheDir: join(dir, 'cache'),
    keysDir: join(dir, 'keys'),
  });
  const fake = await writeFakeArchive(join(dir, 'fake'), plain, PACKAGES);
  const context = { ...plain, mirror: fake.mirror };
  Object.assign(stand, { dir, context, fake, archive: await openArchive(context, fake.os, 'amd64') });
});
test.after(({ dir }) => rm(dir, { recursive: true }));

test('has entries, names, groups and addresses', async ({ archive, fake }) => {
  assert.equal([...new Set(await archive.readNames())].sort(), PACKAGES.map(({ name }) => name).sort());
  const [hello] = await findPackages(archive, ['hello']);
  assert.is(hello?.version, '1:2.0');
  assert.equal(archive.addressesOf(hello!), [`${fake.mirror}/pool/main/h/hello/hello_2.0_all.deb`]);
  assert.equal(await archive.nameGroups(['@web', '@mail']), { '@web': 'task-web', '@mail': 'mail^' });
  assert.equal(await archive.nameGroups([]), {});
});

test('resolves onto an empty machine, and says why it cannot', async ({ archive }) => {
  const ask = (wanted: string[], unwanted: string[] = []) =>
    archive.resolve({ foundation: true, base: [], wanted, unwanted });
  const good = await ask(['hello']);
  assert.equal(good.ok && good.ids.map(({ name, version }) => `${name} ${version}`).sort(), [
    ...['apt 1', 'base-files 1', 'hello 1:2.0', 'libc6 1', 'libhello 1'],
  ]);
  assert.equal(await ask(['hello']), good, 'the second time from memory');
  const without = await ask(['hello'], ['libhello']);
  assert.ok(!without.ok && without.refusal.unmet.some((line) => line.startsWith('hello :')));
  const unknown = await ask(['helo']);
  assert.equal(!unknown.ok && unknown.refusal.unknown, ['helo']);
  const virtual = await ask(['mail-agent']);
  assert.equal(!virtual.ok && [...virtual.refusal.virtual.get('mail-agent')!].sort(), ['exim', 'postfix']);
});

test('the closure of appliances, fetched and composed, is enough to install them', async (stand) => {
  const { context, archive, dir } = stand;
  const closure = await resolveClosure(archive, { wants, base: [], own: [] });
  assert.equal(closure.byAppliance['compute'], ['apt', 'base-files', 'libc6', 'libhello']);
  assert.equal(closure.groups, { '@web': 'task-web' });
  const files = await fetchPackages(context, archive, closure.packages);
  assert.match(
    await readText(files.get(closure.packages.find(({ name }) => name === 'hello')!.sha256)!),
    'hello',
  );
  const compose = (packages: Closure['packages'], name: string) =>
    composeRepository(context, {
      packages,
      files,
      codename: 'trixie',
      version: '13',
      arch: 'amd64',
      label: 'test',
      epochSeconds: 1_700_000_000,
      dir: join(dir, name),
    });
  await proveRepository(context, await compose(closure.packages, 'whole'), closure, wants);
  const poorer = closure.packages.filter(({ name }) => name !== 'libhello');
  const repository = await compose(poorer, 'poorer');
  const error = (await proveRepository(context, repository, closure, wants).catch((e) => e)) as BuildError;
  assert.equal(
    error.problems.map(({ code, message }) => `${code} ${/appliance "(\S+)"/.exec(message)?.[1]}`),
    ['REPOSITORY_INCOMPLETE frontend', 'REPOSITORY_INCOMPLETE compute'],
  );
  assert.match(error.message, 'libhello');
  const unsigned = { ...repository, keyringFile: join(dir, 'nowhere.pgp') };
  const refused = (await proveRepository(context, unsigned, closure, wants).catch((e) => e)) as BuildError;
  assert.match(refused.message, 'Cannot install the repository from the composed repository alone');
});

test('what cannot be had is named with who asked for it, and why', async ({ archive }) => {
  const bad: PackageWants[] = [
    { appliance: 'a', enabled: [asked('helo', 1), asked('broken', 2), asked('mail-agent', 3)], disabled: [] },
    { appliance: 'b', enabled: [asked('exim', 4), asked('hello', 5), asked('postfix', 6)], disabled: [] },
    { appliance: 'c', enabled: [asked('hello', 7)], disabled: ['libc6'] },
  ];
  const error = (await resolveClosure(archive, { wants: bad, base: [], own: [] }).catch(
    (e) => e,
  )) as BuildError;
  assert.equal(
    error.problems.map(({ place, message }) => `${place?.line}: ${message}`),
    [
      '1: Cannot satisfy package "helo" of appliance "a", asked for by node "things" of roll "base": "debian-13" and the rolls have no such package',
      '3: Cannot satisfy package "mail-agent" of appliance "a", asked for by node "things" of roll "base": no package has that name',
      '2: Cannot satisfy package "broken" of appliance "a", asked for by node "things" of roll "base": apt refuses it',
      '4: Cannot satisfy package "exim" of appliance "b", asked for by node "things" of roll "base": it cannot be installed together with "postfix" (base/nodes/things.xml:6)',
      'undefined: Cannot install the essential packages of appliance "c" with what is disabled there',
    ],
  );
  assert.equal(
    error.problems.map(({ hint }) => hint?.split('\n')[0]),
    [
      'Close names: hello',
      'Ask for one of: postfix, exim',
      'apt: broken : Depends: no-such-library but it is not installable',
      error.problems[3]?.hint?.split('\n')[0],
      error.problems[4]?.hint?.split('\n')[0],
    ],
  );
});

test("rolls' own packages are resolved together with the archive's", async ({ archive, context, dir }) => {
  const own = await writeFakeArchive(join(dir, 'own'), context, [
    { name: 'site-tools', version: '3', fields: { Depends: 'hello' } },
    { name: 'task-site', fields: { Depends: 'site-tools' } },
  ]);
  assert.ok(own.mirror !== '');
  const debs = ['site-tools_3', 'task-site_1'].map((name) => join(dir, 'own/debs', `${name}.deb`));
  const read = await readRollDebs(context, 'amd64', [{ roll: 'site', files: debs }]);
  const request = {
    wants: [{ appliance: 'x', enabled: [asked('@site', 1)], disabled: [] }],
    base: [],
    own: read,
  };
  const { packages, groups } = await resolveClosure(archive, request);
  assert.equal(groups, { '@site': 'task-site' });
  assert.is(
    packages.find(({ name }) => name === 'site-tools'),
    read.find(({ name }) => name === 'site-tools'),
  );
  const typo = { ...request, wants: [{ appliance: 'x', enabled: [asked('site-tool', 1)], disabled: [] }] };
  const error = (await resolveClosure(archive, typo).catch((e) => e)) as BuildError;
  assert.is(error.problems[0]?.hint, 'Close names: site-tools');
});

test('offline: the state of the last time, or what is missing', async ({ context, fake, archive, dir }) => {
  const offline = { ...context, offline: true, mirror: 'copy:/nonexistent' };
  const again = await openArchive(offline, fake.os, 'amd64');
  assert.is(again.digest, archive.digest);
  const empty = { ...offline, cacheDir: join(dir, 'empty') };
  const error = (await openArchive(empty, fake.os, 'amd64').catch((e) => e)) as BuildError;
  assert.is(error.code, 'CACHE_INCOMPLETE');
  assert.match(error.message, 'Build once without --offline');
});

test('a lock opens the very state, or the same packages out of a newer one, or says what is gone', async (stand) => {
  const { context, fake, archive, dir } = stand;
  const { packages } = await resolveClosure(archive, { wants, base: [], own: [] });
  const hash = '0'.repeat(64);
  const lock: RecipeLock = {
    format: 1,
    recipe: { name: 'test', version: '1', sha256: hash },
    arch: 'amd64',
    epochSeconds: 1_700_000_000,
    os: { id: fake.os.id, indexes: archive.digest },
    rolls: [],
    packagesIndex: hash,
    packages: lockPackages(packages),
    media: [],
  };
  const same = await openLockedArchive(context, fake.os, lock);
  assert.equal((await same.readNames()).length, PACKAGES.length);
  const newer = await writeFakeArchive(join(dir, 'newer'), context, [
    ...PACKAGES,
    { name: 'hello', version: '1:3.0', files: { 'usr/bin/hello': 'newer' } },
  ]);
  assert.ok(newer.mirror !== fake.mirror);
  const elsewhere = { ...context, cacheDir: join(dir, 'elsewhere') };
  const cut = await openLockedArchive(elsewhere, fake.os, { ...lock, os: { ...lock.os, indexes: hash } });
  const left = await cut.readEntries(new Set(PACKAGES.map(({ name }) => name)));
  assert.equal(left.map(({ name }) => name).sort(), packages.map(({ name }) => name).sort());
  assert.is(cut.digest, hash, 'a new lock names the state that the old one names');
  const resolved = await resolveClosure(cut, { wants, base: [], own: [] });
  assert.equal(lockPackages(resolved.packages), lock.packages);

  const other = { ...context, cacheDir: join(dir, 'other'), mirror: newer.mirror };
  const os = newer.os;
  const error = (await openLockedArchive(other, os, lock).catch((e) => e)) as BuildError;
  assert.equal(
    error.problems.map(({ code, message }) => `${code}: ${message}`),
    ['CACHE_INCOMPLETE: The mirror no longer lists "hello" 1:2.0'],
  );
});

for (const text of ['', '{', '{}', '{"indexes":[{"suite":"x","component":"main","path":"../../hosts"}]}']) {
  test(`what the cache remembers is made anew when it is damaged: ${text}`, async ({
    context,
    fake,
    dir,
  }) => {
    const ask = async () => {
      const archive = await openArchive(context, fake.os, 'amd64');
      return archive.resolve({ foundation: true, base: [], wanted: ['hello'], unwanted: [] });
    };
    const before = await ask();
    assert.ok(before.ok);
    const cache = join(dir, 'cache/apt');
    const notes = (await readdir(cache, { recursive: true })).filter((name) => name.endsWith('.json'));
    assert.ok(notes.some((name) => name.endsWith('archive.json')));
    assert.ok(notes.some((name) => name.includes('/resolved/')));
    for (const name of notes) await writeFile(join(cache, name), text);
    const offline = { ...context, offline: true };
    const refused = (await openArchive(offline, fake.os, 'amd64').catch((error) => error)) as BuildError;
    assert.is(refused.code, 'CACHE_INCOMPLETE');
    assert.equal(await ask(), before);
  });
}

test.run();
