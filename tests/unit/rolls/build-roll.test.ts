import { chmod, mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../../../builder/io/mod.ts';
import { BuildError } from '../../../builder/model/mod.ts';
import { readRoll } from '../../../builder/rolls/mod.ts';
import { buildRoll } from '../../../builder/rolls/packages/build-roll.ts';

const description = `
summary: A tool
description: |
  Does this.

  And that.
depends: [bash (>= 5), "perl | python3"]
files:
  /usr/bin/tool: tool.sh
  /usr/share/tool: data
  /etc/tool.conf: tool.conf
  /usr/lib/cairn: cairn:bundle
links: { /usr/bin/also: tool }
modes: { /etc/tool.conf: "0640" }
`;
const files: Readonly<Record<string, string>> = {
  'roll.yaml': 'name: mine\nversion: 2.1\n',
  'packages/tool/package.yaml': description,
  'packages/tool/tool.sh': '#!/bin/sh\n',
  'packages/tool/tool.conf': 'a=b\n',
  'packages/tool/data/x/y.txt': 'y\n',
  'packages/tool/DEBIAN/postinst': '#!/bin/sh\n',
  'packages/plain/DEBIAN/control':
    'Package: plain\nVersion: 1:3\nArchitecture: all\nMaintainer: a <a@b>\nDescription: x\n',
  'packages/plain/usr/share/plain/a': 'a\n',
  'program/cairn.mjs': '// program\n',
};

async function writeRoll(dir: string): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(dir, dirname(path)), { recursive: true });
    await writeFile(join(dir, path), text);
  }
  await chmod(join(dir, 'packages/tool/tool.sh'), 0o755);
}

const test = suite<{ dir: string }>('buildRoll()');
test.before.each(async (context) => {
  context.dir = await mkdtemp(join(tmpdir(), 'cairn-test-'));
});
test.after.each(({ dir }) => rm(dir, { recursive: true, force: true }));

const build = async (dir: string, outputDir: string) => {
  const program = {
    bundle: join(dir, 'program'),
    engine: undefined,
    initrd: undefined,
    rolls: undefined,
    recipes: undefined,
    share: undefined,
  };
  const roll = await readRoll(dir, join(outputDir, 'cache'));
  return buildRoll(roll, { to: { outputDir }, epochSeconds: 1_700_000_000, program });
};

test('makes packages that dpkg reads', async ({ dir }) => {
  await writeRoll(join(dir, 'roll'));
  const built = await build(join(dir, 'roll'), join(dir, 'out'));
  assert.equal(
    built.map((each) => each.fileName),
    ['plain_3_all.deb', 'tool_2.1_all.deb'],
  );
  const tool = built[1]!.absolute;
  const { stdout: fields } = await run(['dpkg-deb', '--field', tool]);
  assert.is(
    fields,
    'Package: tool\nVersion: 2.1\nSection: admin\nPriority: optional\nArchitecture: all\nMaintainer: Cairn <root@localhost>\nInstalled-Size: 4\n' +
      'Depends: bash (>= 5), perl | python3\n' +
      'Description: A tool\n Does this.\n .\n And that.\n',
  );
  const { stdout: listing } = await run(['dpkg-deb', '--contents', tool], { env: { TZ: 'UTC' } });
  const entries = listing
    .trim()
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' '));
  assert.ok(entries.every((line) => line.includes(' root/root ') && line.includes('2023-11-14 22:13')));
  assert.ok(entries.some((line) => /^-rw-r----- .* \.\/etc\/tool\.conf$/.test(line)));
  assert.ok(entries.some((line) => /^-rwxr-xr-x .* \.\/usr\/bin\/tool$/.test(line)));
  assert.ok(entries.some((line) => line.endsWith('./usr/bin/also -> tool')));
  assert.ok(entries.some((line) => /^-rw-r--r-- .* \.\/usr\/share\/tool\/x\/y\.txt$/.test(line)));
  assert.ok(entries.some((line) => line.endsWith('./usr/lib/cairn/cairn.mjs')));
  const { stdout: info } = await run(['dpkg-deb', '--info', tool, 'conffiles', 'md5sums']);
  assert.match(info, /^\/etc\/tool\.conf\n/);
  assert.match(info, / {2}usr\/bin\/tool\n/);
});

test('gives the same bytes from another place, at another time, with another umask', async ({ dir }) => {
  await writeRoll(join(dir, 'one'));
  const first = await build(join(dir, 'one'), join(dir, 'out1'));
  await writeRoll(join(dir, 'other/place'));
  for (const path of Object.keys(files)) await utimes(join(dir, 'other/place', path), 1000, 1000);
  await chmod(join(dir, 'other/place/packages/tool/data'), 0o700);
  await chmod(join(dir, 'other/place/packages/plain/usr/share/plain/a'), 0o664);
  const second = await build(join(dir, 'other/place'), join(dir, 'out2'));
  assert.equal(
    second.map((each) => each.sha256),
    first.map((each) => each.sha256),
  );
});

test('says what is wrong with all packages in one run', async ({ dir }) => {
  await writeRoll(dir);
  await writeFile(
    join(dir, 'packages/tool/package.yaml'),
    'summary: x\nfiles:\n  /a: absent\n  /b: ../../roll.yaml\nmodes: {/c: "644"}\n',
  );
  await mkdir(join(dir, 'packages/other'));
  await writeFile(join(dir, 'packages/other/package.yaml'), 'sumary: x\n');
  try {
    await build(dir, join(dir, 'out'));
    assert.unreachable();
  } catch (error) {
    assert.ok(error instanceof BuildError);
    assert.equal(
      error.problems.map((problem) => [problem.code, problem.place?.line]),
      [
        ['YAML_KEY_UNKNOWN', 1],
        ['YAML_VALUE', 1],
        ['ROLL_PACKAGE', 3],
        ['ROLL_PACKAGE', 4],
        ['ROLL_PACKAGE', 5],
      ],
    );
  }
});

test.run();
