import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parsePackageFile, parseRecipeFile } from '../../../builder/model/files/mod.ts';
import { findPlatform, PLATFORMS, requirePlatform } from '../../../builder/model/mod.ts';

const test = suite('model: platforms');

test('a platform is found by any of its names, and no name means two', () => {
  for (const platform of PLATFORMS)
    for (const name of [platform.name, ...platform.otherNames]) assert.is(findPlatform(name), platform, name);
  const names = PLATFORMS.flatMap(({ name, otherNames }) => [name, ...otherNames]);
  assert.is(new Set(names).size, names.length);
  assert.is(findPlatform('x86_64')?.name, 'amd64');
  assert.is(findPlatform('aarch64')?.name, 'arm64');
  assert.is(findPlatform('banana'), undefined);
  assert.is(findPlatform('constructor'), undefined);
});

test('an unknown name is an error that lists the known ones', () => {
  assert.throws(
    () => requirePlatform('banana', { file: 'here', line: 3 }),
    /^here:3: error: There is no architecture "banana" \[ARCH_UNKNOWN\]\n {2}Known: amd64 \(or x86_64\), arm64 \(or aarch64\)$/,
  );
});

const recipe = (arch: string) =>
  parseRecipeFile(`name: x\nversion: 1\nos: debian-13\n${arch}\nrolls: [base]\n`, 'x.yaml');

test("a recipe's architecture is one that there is, by Debian's name in what follows", () => {
  assert.is(recipe('').value?.arch, 'amd64');
  assert.is(recipe('arch: arm64').value?.arch, 'arm64');
  assert.is(recipe('arch: aarch64').value?.arch, 'arm64');
  const [problem] = recipe('arch: banana').problems;
  assert.equal(problem?.place, { file: 'x.yaml', line: 4, column: 7 });
  assert.match(problem?.message ?? '', /"amd64" or "x86_64" or "arm64" or "aarch64", found "banana"/);
  assert.is(recipe('arch: arm46').problems[0]?.hint, 'Did you mean "arm64"?');
});

test("a package's architecture is a platform's, or all", () => {
  const of = (arch: string) => parsePackageFile(`summary: s\narchitecture: ${arch}\n`, 'p.yaml');
  assert.is(of('all').value?.architecture, 'all');
  assert.is(of('x86_64').value?.architecture, 'amd64');
  assert.is(of('banana').problems[0]?.place?.line, 2);
});

test.run();
