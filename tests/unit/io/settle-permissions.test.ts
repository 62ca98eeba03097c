import { link, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { copyOut } from '../../../builder/io/mod.ts';
import { settlePermissions } from '../../../builder/io/settle-permissions.ts';

const test = suite<{ dir: string }>('what a build leaves');
test.before.each(async (context) => {
  context.dir = await mkdtemp(join(tmpdir(), 'cairn-test-'));
});
test.after.each(({ dir }) => rm(dir, { recursive: true, force: true }));

const modeOf = async (path: string): Promise<string> => ((await stat(path)).mode & 0o777).toString(8);

test('can be read by everybody, and the cache keeps its own', async ({ dir }) => {
  const result = join(dir, 'result');
  await mkdir(join(result, 'netboot/cairn'), { recursive: true, mode: 0o700 });
  await writeFile(join(result, 'netboot/cairn.img'), 'x', { mode: 0o600 });
  await writeFile(join(result, 'netboot/program'), 'x', { mode: 0o700 });
  await writeFile(join(dir, 'a.deb'), 'x', { mode: 0o444 });
  await link(join(dir, 'a.deb'), join(result, 'netboot/cairn/a.deb'));
  settlePermissions(result);
  const paths = [
    '',
    'netboot',
    'netboot/cairn',
    'netboot/cairn.img',
    'netboot/program',
    'netboot/cairn/a.deb',
  ];
  assert.equal(await Promise.all(paths.map((path) => modeOf(join(result, path)))), [
    '755',
    '755',
    '755',
    '644',
    '755',
    '444',
  ]);
});

test('is another file than the one in the cache', async ({ dir }) => {
  const kept = join(dir, 'cache/vmlinuz');
  await mkdir(join(dir, 'cache'));
  await writeFile(kept, 'kernel', { mode: 0o444 });
  const before = await stat(kept);
  await copyOut(kept, join(dir, 'result/vmlinuz'));
  const copy = await stat(join(dir, 'result/vmlinuz'));
  assert.is.not(copy.ino, before.ino);
  assert.equal([copy.mtime.getTime(), copy.mode & 0o777], [before.mtime.getTime(), 0o644]);
});

test.run();
