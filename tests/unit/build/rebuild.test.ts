import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findDifference } from '../../../builder/build/compare/find-difference.ts';
import { readRecipe } from '../../../builder/build/mod.ts';
import { rebuildMedium } from '../../../builder/build/rebuild-medium.ts';
import { encodeCpio } from '../../../builder/formats/cpio-encode.ts';
import { run, withTempDir } from '../../../builder/io/mod.ts';
import { encodeDeb, encodeTar } from '../../fakes/deb.ts';
import { closeFakeBuild, openFakeBuild } from './fake-build.ts';

// Time limit: 20 minutes
// What there is, built again and compared, as far inside as it goes.

const test = suite('a medium that is built again');

/** A folder with a package, a base, an initrd with two archives, and an image of all that; `word` is in one of them. */
async function writeTree(folder: string, changed: string, word: string): Promise<void> {
  const of = (name: string): string => (name === changed ? word : 'as ever');
  const write = (path: string, content: string | Uint8Array): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  write('cairn/pool/tool.deb', await encodeDeb({ name: 'tool', files: { 'usr/share/tool': of('deb') } }));
  const tar = await encodeTar({ 'etc/first': 'first', 'etc/issue': of('base') });
  const { stdoutBytes } = await run(['zstd', '--stdout'], { input: tar, binary: true });
  write('cairn/base.tar.zst', stdoutBytes);
  const archive = (content: string): Uint8Array =>
    encodeCpio([{ name: 'usr/hook', mode: 0o100755, content: Buffer.from(content), mtimeSeconds: 1 }]);
  write('netboot/cairn.img', gzipSync(Buffer.concat([archive('same'), archive(of('initrd'))])));
  write('netboot/menu.cfg', of('menu'));
  // It follows from the others, and is the first by its name
  write('SHA256SUMS', of(changed));
  await run(
    ['xorriso', '-as', 'mkisofs', '-quiet', '-R', '-o', join(folder, 'medium.iso'), join(folder, 'cairn')],
    {
      env: { SOURCE_DATE_EPOCH: '1700000000' },
    },
  );
}

const differ = (changed: string, inside = ''): Promise<readonly string[] | undefined> =>
  withTempDir(async (dir) => {
    for (const [side, word] of [
      ['a', 'as it was'],
      ['b', 'as it is'],
    ] as const)
      await writeTree(join(dir, side), changed, word);
    const [a, b] = [join(dir, 'a', inside), join(dir, 'b', inside)];
    const found = await findDifference(run, a, b, dir);
    return found === undefined ? undefined : [...found.path, found.what];
  });

test('the first file that differs is named, inside packages, base, initrd and image', async () => {
  const [deb = [], base = [], initrd = [], menu = [], image = []] = [
    await differ('deb'),
    await differ('base'),
    await differ('initrd'),
    await differ('menu'),
    await differ('base', 'medium.iso'),
  ];
  assert.is(deb[0], 'cairn/pool/tool.deb');
  assert.match(deb[1]!, /^data\.tar/);
  assert.match(deb.at(-2)!, /usr\/share\/tool$/);
  assert.equal(base.slice(0, 2), ['cairn/base.tar.zst', './etc/issue']);
  assert.equal(initrd, ['netboot/cairn.img', 'usr/hook (2)', 'its content differs from byte 6 on']);
  assert.equal(menu, ['netboot/menu.cfg', 'its content differs from byte 6 on']);
  assert.equal(image.slice(0, 2), ['base.tar.zst', './etc/issue']);
  const follows = await differ('nothing else');
  assert.equal(follows, ['SHA256SUMS', 'its content differs from byte 6 on']);
});

test('what is only compressed in another way, or has another mode, is said so', () =>
  withTempDir(async (dir) => {
    const scratch = (name: string): string => {
      mkdirSync(join(dir, name));
      return join(dir, name);
    };
    const text = 'a text that is long enough to be compressed '.repeat(50);
    for (const level of [1, 9]) writeFileSync(join(dir, `${level}.gz`), gzipSync(text, { level }));
    const packed = await findDifference(run, join(dir, '1.gz'), join(dir, '9.gz'), scratch('x'));
    assert.match(packed!.what, 'compressed in another way');
    const member = (mode: number) => ({ name: 'hook', mode, content: Buffer.from('x'), mtimeSeconds: 1 });
    for (const mode of [0o100644, 0o100755]) writeFileSync(join(dir, `${mode}`), encodeCpio([member(mode)]));
    const moded = await findDifference(run, join(dir, `${0o100644}`), join(dir, `${0o100755}`), scratch('y'));
    assert.equal(moded, { path: ['hook'], what: 'was "mode 100644, time 1", is "mode 100755, time 1"' });
  }));

test('an image alone, and a folder, are built again by who has not the key: every byte is the same', async () => {
  const fake = await openFakeBuild();
  try {
    const { folder } = (await fake.build()).made!;
    const recipe = await readRecipe(join(fake.dir, 'recipes/tiny.yaml'));
    const distro = { ...fake.distro, keysDir: join(fake.dir, 'nobody') };
    const surroundings = { distro, program: fake.program };
    const rebuild = (path: string) => rebuildMedium({ path, recipe, lockFile: undefined }, surroundings);
    assert.is(await rebuild(folder), undefined);
    const alone = join(fake.dir, 'alone/copy.iso');
    mkdirSync(dirname(alone));
    copyFileSync(join(folder, 'tiny-1.0-amd64.iso'), alone);
    assert.is(await rebuild(alone), undefined);
    assert.equal(readdirSync(join(fake.dir, 'cache/rebuilt')), [], 'no scratch is left');
    // Somebody changed the tree on their server
    writeFileSync(join(folder, 'netboot/boot.ipxe'), 'chain elsewhere\n');
    const found = await rebuild(join(folder, 'netboot'));
    assert.equal(found?.path, ['boot.ipxe']);
  } finally {
    await closeFakeBuild(fake);
  }
});

test.run();
