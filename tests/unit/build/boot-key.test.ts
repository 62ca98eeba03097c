import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readBootKey } from '../../../builder/build/recipe/read-boot-key.ts';
import { readRecipe } from '../../../builder/build/recipe/read-recipe.ts';
import { BuildError } from '../../../builder/model/mod.ts';
import { makeBootKey } from './boot-keys.ts';

const test = suite<{ dir: string }>('readBootKey()');
test.before(async (context) => {
  context.dir = await mkdtemp(join(tmpdir(), 'cairn-key-'));
  makeBootKey(context.dir, 'site');
  makeBootKey(context.dir, 'other');
  makeBootKey(context.dir, 'curve', ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256']);
});
test.after(({ dir }) => rm(dir, { recursive: true }));

async function read(dir: string, sign: string, mayLack = false) {
  const file = join(dir, 'tiny.yaml');
  const media = `media:\n  sign:\n${sign}`;
  await writeFile(file, `name: tiny\nversion: "1"\nos: debian-13\nrolls: [os]\n${media}`);
  return readBootKey(await readRecipe(file), mayLack);
}

async function refused(dir: string, sign: string): Promise<string> {
  const error = await read(dir, sign).catch((thrown: unknown) => thrown);
  assert.ok(error instanceof BuildError && error.code === 'BOOT_KEY', String(error));
  const { line } = error.problems[0]!.place!;
  return `${line} ${error.message.replaceAll(`${dir}/`, '')}`;
}

test('key and certificate lie beside the recipe; shim comes first unless it is told not to', async ({
  dir,
}) => {
  const key = await read(dir, '    key: site.key\n    certificate: site.pem\n');
  assert.is(key?.keyFile, join(dir, 'site.key'));
  assert.match(key?.fingerprint ?? '', /^[0-9A-F]{64}$/);
  assert.is(key?.shim, true);
  const other = await read(dir, '    key: site.key\n    certificate: site.pem\n    shim: false\n');
  assert.is(other?.shim, false);
});

test('what is not there is named, in its line', async ({ dir }) => {
  assert.match(
    await refused(dir, '    key: none.key\n    certificate: site.pem\n'),
    /^7 .*There is no key "none\.key"/,
  );
  assert.match(
    await refused(dir, '    key: site.key\n    certificate: none.pem\n'),
    /^8 .*There is no certificate "none\.pem"/,
  );
});

test('a key may be elsewhere where nothing has to be signed', async ({ dir }) => {
  const key = await read(dir, '    key: none.key\n    certificate: site.pem\n', true);
  assert.is(key?.keyFile, undefined);
});

test('a key of another certificate, a curve, and what is neither are refused', async ({ dir }) => {
  assert.match(
    await refused(dir, '    key: other.key\n    certificate: site.pem\n'),
    /^7 .*The certificate is not that of the key "other\.key"/,
  );
  assert.match(
    await refused(dir, '    key: curve.key\n    certificate: curve.pem\n'),
    /^8 .*"curve\.pem" is not the certificate of an RSA key/,
  );
  assert.match(
    await refused(dir, '    key: site.pem\n    certificate: site.pem\n'),
    /^7 .*"site\.pem" is no private key in PEM/,
  );
  assert.match(
    await refused(dir, '    key: site.key\n    certificate: site.key\n'),
    /^8 .*"site\.key" is no certificate in PEM/,
  );
});

test.run();
