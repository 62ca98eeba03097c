import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readCopyright } from '../../../builder/distro/repository/copyright-file.ts';
import { withTempDir } from '../../../builder/io/mod.ts';
import type { BuildError } from '../../../builder/model/mod.ts';

const test = suite('readCopyright()');

for (const { title, lines } of [
  { title: 'a short one', lines: 3 },
  { title: 'one that comes in several pieces', lines: 20_000 },
])
  test(`${title} is read whole, with much more behind it in the package`, () =>
    withTempDir(async (dir) => {
      const tree = join(dir, 'tree');
      for (const folder of ['DEBIAN', 'usr/share/doc/many', 'usr/share/other'])
        mkdirSync(join(tree, folder), { recursive: true });
      const control =
        'Package: many\nVersion: 1\nArchitecture: all\nMaintainer: M <m@example.org>\nDescription: Test\n';
      const text = Array.from({ length: lines }, (_, line) => `License ${line}: MIT\n`).join('');
      writeFileSync(join(tree, 'DEBIAN/control'), control);
      writeFileSync(join(tree, 'usr/share/doc/many/copyright'), text);
      writeFileSync(join(tree, 'usr/share/other/noise'), randomBytes(8 * 1024 * 1024));
      const file = join(dir, 'many.deb');
      execFileSync('dpkg-deb', ['--build', '--root-owner-group', '-Znone', tree, file], { stdio: 'ignore' });
      assert.is(await readCopyright(file, 'many'), text);
      assert.is(await readCopyright(file, 'other'), undefined);
    }));

test('an archive that ends too early is an error, not a package without a licence', () =>
  withTempDir(async (dir) => {
    const file = join(dir, 'damaged.deb');
    writeFileSync(file, '!<arch>\n');
    const error = (await readCopyright(file, 'damaged').catch((reason) => reason)) as BuildError;
    assert.is(error.code, 'FILE_UNREADABLE', String(error));
    assert.match(error.message, file);
  }));

test.run();
