import { appendFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../../../builder/io/mod.ts';
import { BuildError } from '../../../builder/model/mod.ts';
import {
  buildRoll,
  checkRoll,
  createRoll,
  importRoll,
  packRoll,
  readRoll,
  type TextSignature,
  verifyRoll,
} from '../../../builder/rolls/mod.ts';
import { parseRollManifest, renderRollManifest } from '../../../builder/rolls/pack/manifest.ts';

const program = {
  bundle: undefined,
  engine: undefined,
  initrd: undefined,
  rolls: undefined,
  recipes: undefined,
  share: undefined,
};
const epochSeconds = 1_700_000_000;

const failure = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
  } catch (error) {
    if (error instanceof BuildError)
      return `${error.code} ${error.problems.map((problem) => problem.message).join('; ')}`;
    throw error;
  }
  return 'nothing';
};

const test = suite<{ dir: string }>('packRoll() and verifyRoll()');
test.before.each(async (context) => {
  context.dir = await mkdtemp(join(tmpdir(), 'cairn-test-'));
});
test.after.each(({ dir }) => rm(dir, { recursive: true, force: true }));

async function makeRoll(dir: string): Promise<string> {
  const folder = join(dir, 'demo');
  await createRoll(folder);
  await mkdir(join(folder, 'packages/thing/data'), { recursive: true });
  await writeFile(
    join(folder, 'packages/thing/package.yaml'),
    'summary: x\nfiles: {/usr/share/thing: data}\n',
  );
  await writeFile(join(folder, 'packages/thing/data/a b'), 'text\n');
  return folder;
}

async function pack(
  dir: string,
  folder: string,
  output: string,
  sign?: (text: string) => Promise<TextSignature>,
) {
  const roll = await readRoll(folder, join(dir, 'cache'));
  const built = await buildRoll(roll, { to: { outputDir: join(dir, 'built') }, epochSeconds, program });
  return packRoll(roll, { output, epochSeconds, built, ...(sign ? { sign } : {}) });
}

test('a new roll has nothing wrong with it', async ({ dir }) => {
  const folder = join(dir, 'demo');
  assert.equal(await createRoll(folder), ['README.md', 'graphs/demo.xml', 'nodes/demo.xml', 'roll.yaml']);
  assert.equal(await checkRoll(await readRoll(folder, dir)), []);
  assert.match(await failure(createRoll(folder)), 'FILE_UNWRITABLE');
  assert.match(await failure(createRoll(join(dir, 'Bad Name'))), 'USAGE');
});

test('the same roll gives the same archive; trees give way to their packages', async ({ dir }) => {
  const folder = await makeRoll(dir);
  const first = await pack(dir, folder, join(dir, 'one.tar'));
  const second = await pack(dir, folder, join(dir, 'two.tar'));
  assert.is(first.sha256, second.sha256);
  const packed = await readRoll(join(dir, 'one.tar'), join(dir, 'cache'));
  assert.is(await readRoll(join(dir, 'one.tar'), join(dir, 'cache')), packed, 'an archive is read once');
  assert.equal(packed.packageTrees, []);
  assert.equal(
    packed.packages.map((file) => file.path),
    ['packages/thing_0.1.0_all.deb'],
  );
  assert.is(await verifyRoll(packed, []), undefined);
  // A roll that was packed and unpacked packs to the same bytes.
  await importRoll(packed, join(dir, 'rolls'));
  const again = await readRoll(join(dir, 'rolls/demo'), join(dir, 'cache'));
  const third = await packRoll(again, { output: join(dir, 'three.tar'), epochSeconds, built: [] });
  assert.is(third.sha256, first.sha256);
  assert.match(await failure(importRoll(packed, join(dir, 'rolls'))), 'FILE_UNWRITABLE');
});

test('what was changed after packing is found', async ({ dir }) => {
  await pack(dir, await makeRoll(dir), join(dir, 'one.tar'));
  const roll = await readRoll(join(dir, 'one.tar'), join(dir, 'cache'));
  await appendFile(join(roll.folder, 'nodes/demo.xml'), ' ');
  await writeFile(join(roll.folder, 'nodes/more.xml'), '<node/>');
  await rm(join(roll.folder, 'README.md'));
  const message = await failure(verifyRoll(roll, []));
  assert.match(
    message,
    /"README.md" is missing.*"nodes\/demo.xml" has another content.*"nodes\/more.xml" is not in/,
  );
  await rm(join(roll.folder, 'roll.manifest'));
  assert.match(await failure(verifyRoll(roll, [])), 'has no roll.manifest');
});

test('only a trusted key makes a good signature', async ({ dir }) => {
  const makeKey = async (name: string) => {
    const home = join(dir, name);
    await mkdir(home, { mode: 0o700 });
    const gpg = ['gpg', '--homedir', home, '--batch', '--pinentry-mode', 'loopback', '--passphrase', ''];
    await run([...gpg, '--quick-generate-key', name, 'ed25519', 'sign', 'never']);
    const file = join(dir, `${name}.asc`);
    await writeFile(file, (await run([...gpg, '--armor', '--export'])).stdout);
    const sign = async (input: string) => ({
      signature: (await run([...gpg, '--armor', '--detach-sign'], { input })).stdout,
    });
    return { file, sign, stop: () => run(['gpgconf', '--homedir', home, '--kill', 'all']) };
  };
  const [ours, theirs] = [await makeKey('ours'), await makeKey('theirs')];
  const folder = await makeRoll(dir);
  await pack(dir, folder, join(dir, 'signed.tar'), ours.sign);
  await pack(dir, folder, join(dir, 'plain.tar'));
  const forged = async (text: string) => ours.sign(`${text} `);
  await pack(dir, folder, join(dir, 'forged.tar'), forged);
  await Promise.all([ours.stop(), theirs.stop()]);
  const verify = async (name: string, ...keys: string[]) =>
    verifyRoll(await readRoll(join(dir, name), join(dir, 'cache')), keys);
  assert.is((await verify('signed.tar', ours.file))?.userId, 'ours');
  assert.is((await verify('signed.tar', theirs.file, ours.file))?.userId, 'ours');
  assert.match(await failure(verify('signed.tar', theirs.file)), 'ROLL_UNTRUSTED');
  assert.match(await failure(verify('plain.tar', ours.file)), 'is not signed');
  assert.match(await failure(verify('forged.tar', ours.file)), 'ROLL_UNTRUSTED');
});

test('a manifest reads back as it was written', () => {
  const file = {
    absolute: '',
    sizeBytes: 3,
    executable: true,
    sha256: 'ab'.repeat(32),
    path: 'include/50% of\tä b',
  };
  const text = renderRollManifest('demo', '1.0', [file]);
  const { path, sha256, sizeBytes, executable } = file;
  assert.equal(parseRollManifest(text)?.files, [{ path, sha256, sizeBytes, executable }]);
  for (const bad of ['', text.slice(1), text.replace('755', '777'), text.replace('%25', '%'), `${text}x`]) {
    assert.is(parseRollManifest(bad), undefined);
  }
});

test.run();
