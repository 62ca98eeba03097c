import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createDistroContext, parseDebs, provePackages, readRollDebs } from '../../../builder/distro/mod.ts';
import { type Run, run, withTempDir } from '../../../builder/io/mod.ts';
import type { BuildError } from '../../../builder/model/mod.ts';
import { encodeDeb, type FakePackage } from '../../fakes/deb.ts';

const test = suite('parseDebs()');

async function write(dir: string, packages: readonly FakePackage[]): Promise<readonly string[]> {
  const files: string[] = [];
  for (const item of packages) {
    files.push(join(dir, `${item.name} (1).deb`));
    await writeFile(files.at(-1)!, await encodeDeb(item));
  }
  return files;
}

const good: readonly FakePackage[] = [
  { name: 'plain', version: '1:2.0~rc1+b-3', fields: { Depends: 'libc6 (>= 2.3), a | b (<< 1:2)' } },
  { name: 'needs', fields: { 'Pre-Depends': 'nobody-has-this', Conflicts: 'plain', Breaks: 'plain' } },
  { name: 'foreign', arch: 'riscv64' },
];

test('takes packages whatever they need and whatever machine they are for', () =>
  withTempDir(async (dir) => {
    assert.equal(await parseDebs(run, await write(dir, good)), []);
    assert.equal(await parseDebs(run, []), []);
  }));

test("names each package that dpkg refuses, in dpkg's words", () =>
  withTempDir(async (dir) => {
    const files = await write(dir, [
      { name: 'open', fields: { Depends: 'a (>> 1' } },
      good[0]!,
      { name: 'blank', fields: { Depends: 'a b' } },
      { name: 'epoch', version: 'x:1' },
      { name: 'sense', fields: { Conflicts: 'a (=> 1)' } },
    ]);
    const problems = await parseDebs(run, files);
    assert.equal(
      problems.map(({ code, place }) => `${code} ${basename(place!.file)}`),
      ['open', 'blank', 'epoch', 'sense'].map((name) => `DEB_MALFORMED ${name} (1).deb`),
    );
    assert.match(
      problems[0]!.message,
      /^dpkg refuses the package: control, line \d: 'Depends' field, reference to 'a': version/,
    );
    assert.match(problems[2]!.message, /epoch/);
  }));

test('a roll with such a package is refused before apt sees it', () =>
  withTempDir(async (dir) => {
    const files = await write(dir, [{ name: 'open', fields: { Depends: 'a (>> 1' } }]);
    const context = createDistroContext({ cacheDir: dir, environment: {} });
    const error = (await readRollDebs(context, 'amd64', [{ roll: 'r', files }]).catch(
      (reason: unknown) => reason,
    )) as BuildError;
    assert.is(error.code, 'DEB_MALFORMED');
    assert.is(error.problems[0]!.place?.file, files[0]);
  }));

test('every package of a distribution is read once', () =>
  withTempDir(async (dir) => {
    const [file] = await write(dir, [{ name: 'plain' }]);
    let asked = 0;
    const counting: Run = (argv, options) => {
      if (argv[0] === 'dpkg') asked += 1;
      return run(argv, options);
    };
    const context = { ...createDistroContext({ cacheDir: dir, environment: {} }), run: counting };
    // Of a roll when the roll is read, and not again when the whole is proved
    const [item] = await readRollDebs(context, 'amd64', [{ roll: 'r', files: [file!] }]);
    for (const _ of [1, 2]) await provePackages(context, [item!], new Map([[item!.sha256, file!]]));
    assert.is(asked, 1);
  }));

test.run();
