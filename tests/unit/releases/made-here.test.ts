// Time limit: 10 minutes
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readKnownRelease } from '../../../builder/build/delta/known-files.ts';
import { compareUpdate } from '../../../builder/cli/release/update.ts';
import { parseRecipeLock } from '../../../builder/distro/mod.ts';
import { run } from '../../../builder/io/mod.ts';
import type { GraphBundle } from '../../../builder/model/mod.ts';
import { type Ran, runCairn } from '../../fakes/cairn.ts';
import { closeFakeBuild } from '../build/fake-build.ts';
import { type FakeFrontend, openFakeFrontend, writeFakeRoll } from './made-here.ts';

// Commands that make releases on a frontend, which has one medium and no mirror.

interface Context extends FakeFrontend {
  readonly cairn: (...words: readonly string[]) => Promise<Ran>;
  readonly folderOf: (id: string) => string;
  readonly first: string;
}

const test = suite<Context>('releases that a frontend makes');
test.before(async (context) => {
  const frontend = await openFakeFrontend();
  const cairn = (...words: readonly string[]): Promise<Ran> => runCairn(words, { env: frontend.env });
  Object.assign(context, frontend, {
    cairn,
    folderOf: (id: string) => join(frontend.served, 'releases', id),
    first: idOf(await cairn('release', 'import', frontend.medium, '--key', frontend.keyring)),
  });
  good(await cairn('release', 'use', context.first));
});
test.after(({ fake }) => closeFakeBuild(fake));

const good = (ran: Ran): string => {
  assert.is(ran.exitCode, 0, `${ran.stdout}\n${ran.stderr}`);
  return ran.stdout;
};
const idOf = (ran: Ran): string => {
  const id = /([0-9a-f]{12}) \(tiny 1\.0\)/.exec(good(ran))?.[1];
  assert.ok(id, ran.stdout);
  return id;
};
const lockOf = (folder: string) =>
  parseRecipeLock(readFileSync(join(folder, 'recipe.lock'), 'utf8'), 'recipe.lock');
const graphOf = (folder: string) =>
  JSON.parse(readFileSync(join(folder, 'graph.json'), 'utf8')) as GraphBundle;
const namesOf = (folder: string): string[] => lockOf(folder).packages.map(({ name }) => name);

test('cairn roll add, and roll remove', async (context) => {
  const { fake, cairn, folderOf, first, served } = context;
  await writeFakeRoll(context, 'given/night', 'Good night\n');
  const added = idOf(await cairn('roll', 'add', join(fake.dir, 'given/night')));
  assert.ok(namesOf(folderOf(added)).includes('word-night'));
  assert.equal(
    graphOf(folderOf(added)).rolls.map(({ name }) => name),
    ['os', 'base', 'night'],
  );
  good(await cairn('release', 'verify', added));
  assert.is(readdirSync(join(served, 'releases')).filter((name) => name.startsWith('.cairn-')).length, 0);

  // Said again it is the same release
  assert.match(good(await cairn('roll', 'add', join(fake.dir, 'given/night'))), 'is here already');
  const back = idOf(await cairn('roll', 'remove', 'night', '--release', added));
  assert.equal(namesOf(folderOf(back)), namesOf(folderOf(first)));
  const unknown = await cairn('roll', 'remove', 'nothing');
  assert.is(unknown.exitCode, 1);
  assert.match(unknown.stderr, 'There is no roll "nothing" in it');
});

test("cairn release build: the site's own rolls, as they are now, and values", async (context) => {
  const { cairn, folderOf } = context;
  await writeFakeRoll(context, 'served/site-rolls/mine', 'Mine\n');
  const one = idOf(await cairn('release', 'build', '--set', 'motto=onwards'));
  assert.ok(namesOf(folderOf(one)).includes('word-mine'));
  assert.is(graphOf(folderOf(one)).attributes?.global?.['motto'], 'onwards');
  await writeFakeRoll(context, 'served/site-rolls/mine', 'Mine, edited\n');
  const two = idOf(await cairn('release', 'build', '--release', one));
  const shaOf = (id: string) =>
    lockOf(folderOf(id)).packages.find(({ name }) => name === 'word-mine')?.sha256;
  assert.is.not(shaOf(two), shaOf(one));
  assert.is(graphOf(folderOf(two)).attributes?.global?.['motto'], 'onwards', 'what was said before stays');
  const wrong = await cairn('release', 'build', '--set', 'motto');
  assert.is(wrong.exitCode, 2);
  for (const [setting, said] of [
    ['cairn_release=current', /it names a release that a frontend has[\s\S]+cairn release use ID/],
    ['hostname=other', /every machine has it of itself/],
  ] as const) {
    const refused = await cairn('release', 'build', '--set', setting);
    assert.is(refused.exitCode, 2);
    assert.match(refused.stderr, said);
  }
  const unknown = await cairn('release', 'build', '--set', 'nobody_knows=1');
  assert.is(unknown.exitCode, 1, 'a value that no roll declares is refused as in a recipe');
});

test('what is missing is named, with the command that makes a delta elsewhere; the delta is taken in', async (context) => {
  const { fake, cairn, folderOf, first, write } = context;
  await write('greedy/roll.yaml', 'name: greedy\nversion: 1\n');
  await write('greedy/nodes/greedy.xml', '<node interface="public"><package>busybox-static</package></node>');
  await write('greedy/graphs/greedy.xml', '<graph><edge from="compute" to="greedy"/></graph>');
  const refused = await cairn('roll', 'add', join(fake.dir, 'greedy'), '--release', first);
  assert.is(refused.exitCode, 1);
  assert.match(refused.stderr, 'busybox-static');
  assert.match(refused.stderr, 'cairn build recipe.yaml --with mine --with greedy --delta-from recipe.lock');

  // Elsewhere, with the mirror
  await write(
    'recipes/tiny.yaml',
    'name: tiny\nversion: "1.0"\nos: debian-13\nrolls: [os, base, ../greedy]\n',
  );
  const deltaFrom = await readKnownRelease(run, join(folderOf(first), 'recipe.lock'));
  await fake.build({ deltaFrom });
  const delta = join(fake.dir, 'out/tiny-1.0-amd64-delta/tiny-1.0-amd64-delta.tar');
  const taken = idOf(await cairn('release', 'import', delta));
  assert.ok(namesOf(folderOf(taken)).includes('busybox-static'));
  assert.ok(existsSync(join(folderOf(taken), 'base.tar.zst')));
  good(await cairn('release', 'verify', taken));
});

test('cairn release update shows what the mirror has, and asks', async ({ fake, env, first }) => {
  const ran = await runCairn(['release', 'update', '--release', first], {
    env: { ...env, CAIRN_MIRROR: fake.distro.mirror! },
  });
  assert.match(ran.stdout, /new +word-mine +- +1 +- +compute/, 'the rolls of the site are part of it');
  assert.match(ran.stdout, '1 package, of these 0 from security');
  assert.is(ran.exitCode, 2, 'without a terminal nobody can be asked');
  assert.match(ran.stderr, '--yes');
});

test('an update is compared with the release by name, version, suite and appliance', () => {
  const item = (name: string, version: string, suite = 'stable') => ({
    ...{ name, version, suite, sha256: `${name} ${version}`, component: 'main', arch: 'all' },
    ...{ sizeBytes: 1, path: name, stanza: new Map<string, string>() },
  });
  const lock = { packages: [item('bash', '1'), item('gone', '1'), item('ssh', '2'), item('same', '1')] };
  const packages = [
    item('bash', '1.1'),
    item('ssh', '2+deb1', 'stable-security'),
    item('same', '1'),
    item('fresh', '1'),
  ];
  const changes = compareUpdate(
    lock,
    { compute: ['bash', 'gone', 'same'], login: ['ssh'] },
    { packages, byAppliance: { compute: ['bash', 'same'], login: ['fresh', 'ssh'] } },
  );
  assert.equal(
    changes.map(({ name, change, before = '-', after = '-', isSecurity, appliances }) =>
      [change, name, before, after, isSecurity, ...appliances].join(' '),
    ),
    [
      'up bash 1 1.1 false compute',
      'new fresh - 1 false login',
      'gone gone 1 - false compute',
      'up ssh 2 2+deb1 true login',
    ],
  );
});

test.run();
