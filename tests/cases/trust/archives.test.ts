import { lstat, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../../../builder/io/mod.ts';
import { BuildError, formatProblem } from '../../../builder/model/mod.ts';
import { find7z } from '../../../builder/rolls/archive/find-7z.ts';
import { unpackLimits } from '../../../builder/rolls/archive/unpack-limits.ts';
import { openUnpackSink } from '../../../builder/rolls/archive/unpack-sink.ts';
import { unpackTar } from '../../../builder/rolls/archive/unpack-tar.ts';
import { checkRoll, importRoll, packRoll, readRoll, verifyRoll } from '../../../builder/rolls/mod.ts';
import { encodeZip, type TarEntry, writeTar } from '../../fakes/archives.ts';

// Archives that do what they must not: see the kinds in builder/rolls/archive/.

const ROLL = 'name: evil\nversion: 1.0.0\nsummary: x\n';
const SOUND: readonly TarEntry[] = [
  { name: 'roll.yaml', text: ROLL },
  { name: 'nodes/evil.xml', text: '<node/>\n' },
];
const link = (name: string, linkname: string): TarEntry => ({ name, linkname, type: 'symlink' });

const failure = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    assert.is(error.exitCode, 1);
    return error.problems.map(formatProblem).join('\n');
  }
  return 'nothing';
};

/** Everything below a folder, links as links. */
const listAll = (folder: string): Promise<string[]> => readdir(folder, { recursive: true });

const test = suite<{ dir: string }>('archives that climb, hide or swell');
test.before.each(async (context) => {
  context.dir = await mkdtemp(join(tmpdir(), 'cairn-test-'));
});
test.after.each(({ dir }) => rm(dir, { recursive: true, force: true }));

// `d -> .` makes d/d/d the top; twelve times back from there is twelve folders up, though it reads as none.
const CLIMB = [...Array(12).fill('d'), ...Array(12).fill('..')].join('/');

test('links that climb through other links make nothing outside: tar', async ({ dir }) => {
  const file = join(dir, 'a/b/evil.tar');
  await mkdir(join(dir, 'a/b'), { recursive: true });
  const through = link(`e${dir}/OUTSIDE/made-by-the-archive`, '../../../etc/hostname');
  await writeTar(file, [...SOUND, link('d', '.'), link('e', CLIMB), through]);
  assert.match(await failure(readRoll(file, join(dir, 'cache'))), 'a link that leaves the archive, or may');
  assert.equal((await listAll(dir)).sort(), ['a', 'a/b', 'a/b/evil.tar', 'cache', 'cache/rolls']);
});

test('links that climb through other links make nothing outside: zip', async ({ dir }) => {
  const file = join(dir, 'evil.zip');
  const mode = 0o120777;
  const links = [
    { name: 'd', text: '.', mode },
    { name: 'e', text: CLIMB, mode },
    { name: `e${dir}/OUTSIDE`, text: 'x', mode },
  ];
  await writeFile(file, encodeZip([{ name: 'roll.yaml', text: ROLL }, ...links]));
  assert.match(await failure(readRoll(file, join(dir, 'cache'))), 'a link that leaves the archive, or may');
  assert.equal((await listAll(dir)).sort(), ['cache', 'cache/rolls', 'evil.zip']);
});

test('a link below a link is refused, whatever both lead to', async ({ dir }) => {
  const file = join(dir, 'evil.tar');
  await writeTar(file, [...SOUND, link('include', 'nodes'), link('include/made', 'evil.xml')]);
  assert.match(await failure(readRoll(file, join(dir, 'cache'))), 'a link as its folder');
});

test('what a listing overlooks is not covered by a signature: it is refused', async ({ dir }) => {
  const names = ['.git/config', 'nodes/evil.xml~', '.gitignore', 'include/.hg/x'];
  await mkdir(join(dir, 'evil/nodes'), { recursive: true });
  await writeFile(join(dir, 'evil/roll.yaml'), ROLL);
  await writeFile(join(dir, 'evil/nodes/evil.xml'), '<node/>\n');
  const sound = join(dir, 'sound.tar');
  const roll = await readRoll(join(dir, 'evil'), join(dir, 'cache'));
  await packRoll(roll, { output: sound, epochSeconds: 1, built: [] });
  await verifyRoll(await readRoll(sound, join(dir, 'cache')), []);
  for (const [index, name] of names.entries()) {
    const file = join(dir, `${index}.tar`);
    await writeFile(file, await readFile(sound));
    await mkdir(join(dir, 'evil-1.0.0', name, '..'), { recursive: true });
    await writeFile(join(dir, 'evil-1.0.0', name), 'x');
    await run(['tar', '--append', '-f', file, `evil-1.0.0/${name}`], { cwd: dir });
    const said = await failure(readRoll(file, join(dir, 'cache')));
    assert.match(said, 'is not in the manifest');
    assert.match(said, '[ROLL_SIGNATURE]');
  }
  // So it is with a folder: what lies there and is not named is not signed.
  await run(['tar', '-xf', sound], { cwd: dir });
  for (const name of names) {
    await writeFile(join(dir, 'evil-1.0.0', name), 'x');
    assert.match(
      await failure(verifyRoll(await readRoll(join(dir, 'evil-1.0.0'), join(dir, 'cache')), [])),
      'is not in the manifest',
    );
    await rm(join(dir, 'evil-1.0.0', name.split('/')[0]!), { recursive: true, force: true });
    await run(['tar', '-xf', sound], { cwd: dir });
  }
});

test('version control of an archive reaches neither the cache nor an imported folder', async ({ dir }) => {
  const file = join(dir, 'evil.tar');
  const hook = { name: '.git/config', text: '[core]\n\tfsmonitor = "touch /tmp/ran"\n' };
  await writeTar(file, [...SOUND, hook, { name: '.gitignore' }, { name: 'nodes/evil.xml~' }]);
  const roll = await readRoll(file, join(dir, 'cache'));
  const folder = await importRoll(roll, join(dir, 'into'));
  assert.equal((await listAll(folder)).sort(), ['nodes', 'nodes/evil.xml', 'roll.yaml']);
  assert.equal((await listAll(roll.folder)).sort(), ['nodes', 'nodes/evil.xml', 'roll.yaml']);
});

test('a file that does not fit the manifest is refused by everything that reads the archive', async ({
  dir,
}) => {
  const file = join(dir, 'evil.tar');
  const manifest = `Cairn-Roll: 1\nName: evil\nVersion: 1.0.0\nFiles:\n ${'0'.repeat(64)} 1 644 roll.yaml\n`;
  await writeTar(file, [{ name: 'roll.manifest', text: manifest }, ...SOUND]);
  const said = await failure(readRoll(file, join(dir, 'cache')));
  assert.match(said, '"roll.yaml" has another content');
  assert.match(said, '"nodes/evil.xml" is not in the manifest');
});

for (const name of ['../../X', '/tmp/X', '-rf', 'a/b', '..', 'x'.repeat(200)]) {
  test(`version.mk NAME = ${name.slice(0, 20)} is no path`, async ({ dir }) => {
    await mkdir(join(dir, 'rocks/nodes'), { recursive: true });
    await writeFile(join(dir, 'rocks/nodes/x.xml'), '<kickstart/>');
    await writeFile(join(dir, 'rocks/version.mk'), `VERSION = 1\n\nNAME = ${name}\n`);
    const said = await failure(readRoll(join(dir, 'rocks'), dir));
    assert.match(said, `rocks/version.mk:3: error: Cannot use "${name.slice(0, 100)}" as the name of a roll`);
    await writeFile(join(dir, 'rocks/version.mk'), `VERSION = ${name}\nNAME = sound\n`);
    assert.match(await failure(readRoll(join(dir, 'rocks'), dir)), 'rocks/version.mk:1');
  });
}

const many = (count: number, entry: (index: number) => TarEntry): TarEntry[] =>
  Array.from({ length: count }, (_, index) => entry(index));
// Sixty folders an entry: it is folders that count.
test('folders that only a path names count too', async ({ dir }) => {
  const file = join(dir, 'bomb.tar');
  await writeTar(
    file,
    many(300, (index) => ({ name: `x${index}/${'d/'.repeat(60)}`, type: 'directory' })),
  );
  await mkdir(join(dir, 'tree'));
  const limits = { bytes: 1000, entries: 5000 };
  const sink = openUnpackSink(file, join(dir, 'tree'), limits);
  assert.match(await failure(unpackTar(file, 'tar', sink, limits)), 'More than 5000 entries');
  assert.ok((await listAll(join(dir, 'tree'))).length <= 5000);
});

const bombs: readonly (readonly [string, (index: number) => TarEntry])[] = [
  ['files', (index) => ({ name: `include/${index}`, text: '' })],
  ['folders', (index) => ({ name: `include/${index}`, type: 'directory' })],
  ['links', (index) => link(`include/${index}`, 'x')],
];
for (const [what, entry] of bombs) {
  test(`too many ${what} are not unpacked`, async ({ dir }) => {
    const file = join(dir, 'bomb.tar');
    await writeTar(file, many(1001, entry));
    await mkdir(join(dir, 'tree'));
    const limits = { bytes: 1000, entries: 1000 };
    const sink = openUnpackSink(file, join(dir, 'tree'), limits);
    assert.match(await failure(unpackTar(file, 'tar', sink, limits)), 'More than 1000 entries');
  });
}

test('a hundred thousand entries are the most', () => {
  assert.is(unpackLimits(1).entries, 100_000);
});

test('many links that lead nowhere are some findings, not one each', async ({ dir }) => {
  const file = join(dir, 'links.tar');
  await writeTar(file, [...SOUND, ...many(3000, (index) => link(`include/${index}`, 'x'))]);
  const said = await failure(readRoll(file, join(dir, 'cache')));
  assert.match(said, 'leads nowhere');
  assert.ok(said.split('\n').length <= 60, said.slice(0, 500));
});

test('a tar cut off between two entries is not the whole', async ({ dir }) => {
  const file = join(dir, 'cut.tar');
  await writeTar(file, SOUND);
  const whole = await readFile(file);
  assert.is((await checkRoll(await readRoll(file, join(dir, 'cache')))).length, 1);
  await writeFile(file, whole.subarray(0, whole.length - 1024));
  assert.match(await failure(readRoll(file, join(dir, 'cache'))), 'it was cut off');
});

test('no right to act as somebody else survives', async ({ dir }) => {
  await mkdir(join(dir, 'roll/include'), { recursive: true });
  await mkdir(join(dir, 'roll/nodes'));
  await writeFile(join(dir, 'roll/roll.yaml'), ROLL);
  await writeFile(join(dir, 'roll/nodes/evil.xml'), '<node/>');
  await writeFile(join(dir, 'roll/include/program'), 'x');
  await run(['chmod', '6755', join(dir, 'roll/include/program')]);
  await run(['chmod', '2777', join(dir, 'roll/include')]);
  await run(['xorriso', '-as', 'mkisofs', '-R', '-o', 'x.iso', 'roll'], { cwd: dir });
  await run(['tar', '-cf', 'x.tar', 'roll'], { cwd: dir });
  await run([await find7z(), 'a', 'x.7z', 'roll'], { cwd: dir });
  for (const name of ['x.iso', 'x.tar', 'x.7z']) {
    const { folder } = await readRoll(join(dir, name), join(dir, 'cache'));
    assert.is((await lstat(join(folder, 'include/program'))).mode & 0o7777, 0o755, name);
    assert.is((await stat(join(folder, 'include'))).mode & 0o7777, 0o755, name);
  }
});

test.run();
