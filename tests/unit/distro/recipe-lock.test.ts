import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  compareRecipeLocks,
  lockPackages,
  parseRecipeLock,
  type RecipeLock,
  renderRecipeLock,
} from '../../../builder/distro/mod.ts';
import type { BuildError } from '../../../builder/model/mod.ts';

const test = suite('recipe.lock');
const hash = (letter: string): string => letter.repeat(64);

function packageOf(name: string, version: string, letter: string) {
  const path = `pool/main/x/${name}_${version}_amd64.deb`;
  return {
    name,
    version,
    arch: 'amd64',
    sizeBytes: 1,
    sha256: hash(letter),
    path,
    suite: 'trixie',
    component: 'main',
  };
}

const lock: RecipeLock = {
  format: 1,
  recipe: { name: 'minimal', version: '1.0', sha256: hash('a') },
  arch: 'amd64',
  epochSeconds: 1_754_179_200,
  os: { id: 'debian-13', indexes: hash('b') },
  rolls: [{ name: 'base', version: '1.0', sha256: hash('d') }],
  packagesIndex: hash('e'),
  packages: [
    packageOf('bash', '5.2', '1'),
    { ...packageOf('cairn', '0.1', '2'), suite: '', component: '', roll: 'base' },
  ],
  media: [],
};

test('what is rendered is parsed', () => {
  const text = renderRecipeLock(lock);
  assert.equal(parseRecipeLock(text, 'recipe.lock'), lock);
  assert.is(renderRecipeLock(parseRecipeLock(text, 'recipe.lock')), text);
  assert.is(
    text.split('\n').filter((line) => line.includes('"version":"5.2"')).length,
    1,
    'one line a package',
  );
});

test('lockPackages() sorts and drops what is no part of the lock', () => {
  const stanza = new Map([['Package', 'z']]);
  const locked = lockPackages([{ ...packageOf('z', '1', '1'), stanza } as never, packageOf('a', '1', '2')]);
  assert.equal(locked, [packageOf('a', '1', '2'), packageOf('z', '1', '1')]);
});

const borrowed = {
  indexes: hash('f'),
  packages: [packageOf('libc6', '2.41', '8'), packageOf('quickjs', '1', '9')],
};

test('what is borrowed from another release is pinned beside the rest', () => {
  const text = renderRecipeLock({ ...lock, borrowed });
  assert.equal(parseRecipeLock(text, 'recipe.lock'), { ...lock, borrowed });
  assert.is(
    text.split('\n').filter((line) => line.includes('"name":"quickjs"')).length,
    1,
    'one line a package',
  );
  assert.equal(differences({ borrowed }), [
    'borrowed package "libc6" is new',
    'borrowed package "quickjs" is new',
  ]);
  const newer = { ...borrowed, packages: [packageOf('libc6', '2.42', '7'), borrowed.packages[1]!] };
  const problems = compareRecipeLocks({ ...lock, borrowed }, { ...lock, borrowed: newer }, 'recipe.lock');
  assert.equal(
    problems.map(({ message }) => message),
    ['Cannot build as locked: borrowed package "libc6" was 2.41, is 2.42'],
  );
});

test('refuses what is no lock', () => {
  const bad = [
    '',
    '[]',
    '{"format":2}',
    renderRecipeLock({ ...lock, arch: '' }),
    renderRecipeLock(lock).replace('"format"', '"extra": 1,\n "format"'),
    renderRecipeLock({ ...lock, packages: [{ ...packageOf('a', '1', '1'), path: '../../etc/passwd' }] }),
    renderRecipeLock({ ...lock, packages: [{ ...packageOf('a', '1', '1'), path: '/etc/passwd' }] }),
    renderRecipeLock({ ...lock, packagesIndex: 'E'.repeat(64) }),
  ];
  for (const text of bad) {
    assert.throws(
      () => parseRecipeLock(text, 'recipe.lock'),
      (error: BuildError) => error.code === 'LOCK_SYNTAX' && error.problems[0]?.place?.file === 'recipe.lock',
      text.slice(0, 40),
    );
  }
});

function differences(change: Partial<RecipeLock>): string[] {
  const problems = compareRecipeLocks(lock, { ...lock, ...change }, 'recipe.lock');
  for (const problem of problems) assert.is(problem.code, 'LOCK_STALE');
  return problems.map((problem) => problem.message.replace('Cannot build as locked: ', ''));
}

test('compareRecipeLocks() is silent when nothing differs', () => assert.equal(differences({}), []));

test('compareRecipeLocks() names each difference', () => {
  assert.equal(differences({ recipe: { ...lock.recipe, sha256: hash('f') } }), [
    'the recipe has changed (SHA-256 was aaaaaaaaaaaa, is ffffffffffff)',
  ]);
  assert.equal(differences({ epochSeconds: 5, arch: 'arm64' }), [
    'architecture was "amd64", is "arm64"',
    'time stamp was "1754179200", is "5"',
  ]);
  const newer = [packageOf('bash', '5.3', '3'), packageOf('zsh', '1', '4')];
  assert.equal(differences({ packages: newer }), [
    'package "bash" was 5.2, is 5.3',
    'package "cairn" is no longer needed',
    'package "zsh" is new',
  ]);
  const base = lock.rolls[0]!;
  assert.equal(
    differences({
      rolls: [
        { ...base, sha256: hash('0') },
        { ...base, name: 'hpc' },
      ],
    }),
    ['roll "base" 1.0 has changed (SHA-256 was dddddddddddd, is 000000000000)', 'roll "hpc" is new'],
  );
  assert.equal(differences({ packagesIndex: hash('0') }), [
    'the package index describes the same packages in other words',
  ]);
  assert.equal(differences({ media: [packageOf('isolinux', '6', '9')] }), [
    'package of the medium "isolinux" is new',
  ]);
});

test('compareRecipeLocks() names the value of the recipe, the key and Cairn itself', () => {
  const says = { 'attributes.global.motto': 'onwards', appliances: '["a"]' };
  const before: RecipeLock = {
    ...lock,
    recipe: { ...lock.recipe, says },
    cairn: '0.1.0',
    key: { fingerprint: 'A'.repeat(40), publicKey: 'k' },
  };
  const compare = (change: Partial<RecipeLock>) =>
    compareRecipeLocks(before, { ...before, ...change }, 'l').map((problem) =>
      problem.message.replace('Cannot build as locked: ', ''),
    );
  const recipe = (now: Record<string, string>) => ({ ...lock.recipe, sha256: hash('f'), says: now });
  const now = { 'attributes.global.motto': 'upwards', 'attributes.global.other': '1' };
  assert.equal(compare({ recipe: recipe(now) }), [
    '"appliances" of the recipe is gone: it was "[\\"a\\"]"',
    '"attributes.global.motto" of the recipe was "onwards", is "upwards"',
    '"attributes.global.other" of the recipe is new: "1"',
  ]);
  assert.equal(compare({ recipe: recipe(says) }), [
    'the recipe has changed (SHA-256 was aaaaaaaaaaaa, is ffffffffffff)',
  ]);
  assert.equal(compare({ cairn: '0.2.0' }), ['Cairn was "0.1.0", is "0.2.0"']);
  assert.equal(compare({ key: { fingerprint: 'B'.repeat(40), publicKey: 'k' } }), [
    `key that signs was "${'A'.repeat(40)}", is "${'B'.repeat(40)}"`,
  ]);
  const text = renderRecipeLock(before);
  assert.equal(parseRecipeLock(text, 'recipe.lock'), before);
});

test('compareRecipeLocks() sees another order of rolls', () => {
  const rolls = [lock.rolls[0]!, { name: 'hpc', version: '1', sha256: hash('9') }];
  const problems = compareRecipeLocks({ ...lock, rolls }, { ...lock, rolls: [...rolls].reverse() }, 'l');
  assert.equal(
    problems.map((problem) => problem.message),
    ['Cannot build as locked: order of the rolls was "base, hpc", is "hpc, base"'],
  );
});

test.run();
