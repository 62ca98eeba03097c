import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../../../builder/io/mod.ts';
import { BuildError, formatProblem } from '../../../builder/model/mod.ts';
import { verifyWithGpg } from '../../../builder/rolls/pack/gpg.ts';

const failure = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    return error.problems.map(formatProblem).join('\n');
  }
  return 'nothing';
};

/** Signs a text with a new key; both are made on the first day of 2020. @param lifetime as gpg takes it: `1d`, `never` */
async function signIn2020(dir: string, lifetime: string): Promise<{ key: string; signature: string }> {
  const home = join(dir, 'home');
  await mkdir(home, { mode: 0o700 });
  const gpg = ['gpg', '--homedir', home, '--batch', '--pinentry-mode', 'loopback', '--passphrase', ''];
  const then = ['--faked-system-time', '20200101T000000!'];
  await run([...gpg, ...then, '--quick-gen-key', 'Ann <ann@example.org>', 'ed25519', 'sign', lifetime]);
  const argv = ['--armor', '--digest-algo', 'SHA512', '--detach-sign'];
  const { stdout: signature } = await run([...gpg, ...then, ...argv], { input: 'text' });
  const key = join(dir, 'ann.asc');
  await writeFile(key, (await run([...gpg, '--armor', '--export'])).stdout);
  await run(['gpgconf', '--homedir', home, '--kill', 'gpg-agent']);
  return { key, signature };
}

const test = suite<{ dir: string }>('verifyWithGpg()');
test.before.each(async (context) => {
  context.dir = await mkdtemp(join(tmpdir(), 'cairn-test-'));
});
test.after.each(({ dir }) => rm(dir, { recursive: true, force: true }));

test('takes what a given key signed, and says why it does not take the rest', async ({ dir }) => {
  const { key, signature } = await signIn2020(dir, 'never');
  assert.is((await verifyWithGpg('text', signature, [key], 'x.tar')).userId, 'Ann <ann@example.org>');
  const changed = await failure(verifyWithGpg('texT', signature, [key], 'x.tar'));
  assert.match(changed, 'changed after it was signed');
  const other = await signIn2020(await mkdtemp(join(dir, 'other-')), 'never');
  assert.match(await failure(verifyWithGpg('text', signature, [other.key], 'x.tar')), 'signed by key');
});

test('an expired key is named as what it is', async ({ dir }) => {
  const { key, signature } = await signIn2020(dir, '1d');
  const said = await failure(verifyWithGpg('text', signature, [key], 'x.tar'));
  assert.match(said, 'has expired');
  assert.not.match(said, 'changed');
});

test('a file that is no key is named, without a command of gpg', async ({ dir }) => {
  const { signature } = await signIn2020(dir, 'never');
  const file = join(dir, 'no-key.asc');
  await writeFile(file, 'hello\n');
  const said = await failure(verifyWithGpg('text', signature, [file], 'x.tar'));
  assert.match(said, `${file}: error: No public key is in this file`);
  assert.not.match(said, 'homedir');
  assert.match(
    await failure(verifyWithGpg('text', signature, [join(dir, 'absent')], 'x.tar')),
    '[FILE_MISSING]',
  );
  assert.ok((await readFile(file)).length > 0);
});

test.run();
