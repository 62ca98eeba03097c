import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../../../builder/io/mod.ts';
import { BuildError } from '../../../builder/model/mod.ts';
import { find7z } from '../../../builder/rolls/archive/find-7z.ts';
import { readRoll } from '../../../builder/rolls/mod.ts';

const files: Readonly<Record<string, string>> = {
  'roll.yaml':
    'name: hpc\nversion: 1.2.0\nrequires: [base]\nos: [debian-13]\nappliances: { login: { node: login } }\n',
  'nodes/login.xml': '<node><package>bash</package></node>\n',
  'graphs/hpc.xml': '<graph><edge from="login" to="base"/></graph>\n',
  'include/a/b.txt': 'included\n',
  'packages/tool_1.0_all.deb': 'not looked into here',
  'packages/thing/DEBIAN/control': 'Package: thing\n',
  'README.md': '# hpc\n',
};

async function writeTree(folder: string, tree: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(tree)) {
    await mkdir(join(folder, dirname(path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

const caught = async (work: Promise<unknown>): Promise<BuildError> => {
  try {
    await work;
  } catch (error) {
    if (error instanceof BuildError) return error;
    throw error;
  }
  throw new Error('Nothing was thrown');
};

const test = suite<{ dir: string }>('readRoll()');
test.before.each(async (context) => {
  context.dir = await mkdtemp(join(tmpdir(), 'cairn-test-'));
});
test.after.each(({ dir }) => rm(dir, { recursive: true, force: true }));

test('reads a folder', async ({ dir }) => {
  await writeTree(join(dir, 'hpc'), files);
  const roll = await readRoll(join(dir, 'hpc'), dir);
  assert.equal([roll.name, roll.version, roll.kind], ['hpc', '1.2.0', 'configuration']);
  assert.equal(
    roll.source.files.map((file) => file.path),
    ['graphs/hpc.xml', 'include/a/b.txt', 'nodes/login.xml'],
  );
  assert.equal(roll.source.appliances, { login: { node: 'login', summary: '' } });
  assert.equal(
    roll.packages.map((file) => file.path),
    ['packages/tool_1.0_all.deb'],
  );
  assert.equal(roll.packageTrees, ['thing']);
});

test('an archive in any format is the same roll as its folder', async ({ dir }) => {
  const tree = join(dir, 'hpc');
  await writeTree(tree, files);
  const { digest } = await readRoll(tree, dir);
  const at = { cwd: dir };
  await run(['tar', '-cf', 'a.tar', 'hpc'], at);
  await run(['tar', '-czf', 'a.tgz', '-C', 'hpc', '.'], at);
  await run(['tar', '-cJf', 'a.tar.xz', 'hpc'], at);
  await run(['zstd', '-q', 'a.tar', '-o', 'a.tar.zst'], at);
  await run([await find7z(), 'a', 'a.7z', 'hpc'], at);
  await run([await find7z(), 'a', 'a.zip', 'hpc'], at);
  await run(['xorriso', '-as', 'mkisofs', '-r', '-J', '-o', 'a.iso', 'hpc'], at);
  for (const name of ['a.tar', 'a.tgz', 'a.tar.xz', 'a.tar.zst', 'a.7z', 'a.zip', 'a.iso']) {
    const roll = await readRoll(join(dir, name), join(dir, 'cache'));
    assert.is(roll.digest, digest, name);
    assert.is(roll.origin, join(dir, name));
  }
});

test('defaults that need each other are told at their line', async ({ dir }) => {
  const attributes =
    'attributes:\n  a: { default: "&b;" }\n  b: { default: "x-&c;" }\n  c: { default: "&b;" }\n';
  await writeTree(join(dir, 'hpc'), { ...files, 'roll.yaml': `${files['roll.yaml']}${attributes}` });
  const { problems } = await caught(readRoll(join(dir, 'hpc'), dir));
  assert.equal(
    problems.map(({ code, place, message }) => [code, place?.line, place?.column, message]),
    [['ATTRIBUTE_CYCLE', 8, 17, 'Defaults refer to each other in a circle: "b" > "c" > "b"']],
  );
});

test('a tree without roll.yaml is a Rocks roll, read leniently', async ({ dir }) => {
  const tree = join(dir, 'area51');
  await writeTree(tree, {
    'version.mk': 'ROLLNAME = area51\nexport ROLLNAME\nVERSION = 6.2 # now\nRELEASE = $(shell date)\n',
    'nodes/chkrootkit.xml': '<kickstart/>',
    'graphs/default/area51.xml': '<graph/>',
  });
  await writeFile(
    join(tree, 'nodes/old.xml'),
    Buffer.from('<kickstart><post>caf\xe9</post></kickstart>', 'latin1'),
  );
  const roll = await readRoll(tree, dir);
  assert.equal([roll.name, roll.version, roll.kind], ['area51', '6.2', 'imported']);
  assert.equal([roll.source.lenient, roll.source.anyEntry], [true, true]);
  assert.is(roll.source.undefinedAttributes, 'empty');
  assert.is(roll.warnings[0]?.place?.file, 'area51/nodes/old.xml');
  assert.match(roll.source.files.at(-1)?.text ?? '', 'café');
});

test('an OS roll has packages only', async ({ dir }) => {
  const description =
    'name: debian-13\nversion: 13\nos: debian-13\ncodename: trixie\nsuites: [trixie]\ncomponents: [main]\nkeyring: a.gpg\n';
  await writeTree(join(dir, 'os'), { 'roll.yaml': description });
  assert.is((await readRoll(join(dir, 'os'), dir)).kind, 'os');
  await writeTree(join(dir, 'os'), { 'nodes/a.xml': '<node/>' });
  assert.is((await caught(readRoll(join(dir, 'os'), dir))).code, 'ROLL_STRUCTURE');
});

test('neither a roll nor an archive is said so', async ({ dir }) => {
  await writeTree(dir, { 'empty/README.md': 'hello', 'file.tar': 'hello' });
  assert.is((await caught(readRoll(join(dir, 'empty'), dir))).code, 'ROLL_STRUCTURE');
  assert.is((await caught(readRoll(join(dir, 'file.tar'), dir))).code, 'ROLL_ARCHIVE');
  assert.is((await caught(readRoll(join(dir, 'absent'), dir))).exitCode, 1);
});

test('a link that leaves the roll is refused, one inside is followed', async ({ dir }) => {
  await writeTree(join(dir, 'hpc'), files);
  await symlink('login.xml', join(dir, 'hpc/nodes/copy.xml'));
  const { source } = await readRoll(join(dir, 'hpc'), dir);
  assert.ok(source.files.some((file) => file.path === 'nodes/copy.xml'));
  await symlink('/etc/passwd', join(dir, 'hpc/include/passwd'));
  await symlink('..', join(dir, 'hpc/include/loop'));
  const error = await caught(readRoll(join(dir, 'hpc'), dir));
  assert.equal(
    error.problems.map((problem) => [problem.code, problem.place?.file]),
    [
      ['ROLL_PATH', join(dir, 'hpc/include/loop')],
      ['ROLL_PATH', join(dir, 'hpc/include/passwd')],
    ],
  );
});

test.run();
