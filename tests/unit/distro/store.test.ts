import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import * as v from 'valibot';
import { findKeyring } from '../../../builder/distro/apt/settings/keyring.ts';
import { createDistroContext, keepByPackage, unpackDeb } from '../../../builder/distro/mod.ts';
import { makeSiteKey, signText } from '../../../builder/distro/repository/site-key.ts';
import { isStored, storeFile, storePath } from '../../../builder/distro/store/store-file.ts';
import { sha256, withTempDir } from '../../../builder/io/mod.ts';
import type { BuildError } from '../../../builder/model/mod.ts';
import { encodeDeb } from '../../fakes/deb.ts';
import { fakeRun } from '../../fakes/io.ts';

const TEXT = 'a file';
const HASH = sha256(TEXT);

function contextIn(dir: string, more = {}) {
  return createDistroContext({
    environment: {},
    cacheDir: join(dir, 'cache'),
    keysDir: join(dir, 'keys'),
    ...more,
  });
}

const test = suite('the store of packages');

test('takes a file in once, read-only; a damaged one is thrown out', () =>
  withTempDir(async (dir) => {
    const context = contextIn(dir);
    writeFileSync(join(dir, 'a.deb'), TEXT);
    assert.not.ok(await isStored(context, HASH, TEXT.length));
    const path = await storeFile(context, join(dir, 'a.deb'), HASH);
    assert.is(path, storePath(context, HASH));
    assert.is(statSync(path).mode & 0o777, 0o444);
    const { mtimeMs, ino } = statSync(path);
    assert.is(await storeFile(context, join(dir, 'a.deb'), HASH), path);
    assert.is(statSync(path).ino, ino, 'it is not written a second time');
    await chmod(path, 0o644);
    writeFileSync(path, 'b file');
    assert.is.not(statSync(path).mtimeMs, mtimeMs);
    assert.not.ok(await isStored(context, HASH, TEXT.length));
    assert.throws(() => readFileSync(path), /ENOENT/);
  }));

test('a file whose time stamp was touched is hashed, and stays when it is whole', () =>
  withTempDir(async (dir) => {
    const context = contextIn(dir);
    const path = storePath(context, HASH);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, TEXT);
    assert.ok(await isStored(context, HASH, TEXT.length));
    assert.not.ok(await isStored(context, HASH, TEXT.length + 1));
  }));

test('says where it cannot write', () =>
  withTempDir(async (dir) => {
    writeFileSync(join(dir, 'a.deb'), TEXT);
    writeFileSync(join(dir, 'cache'), 'no folder');
    const error = (await storeFile(contextIn(dir), join(dir, 'a.deb'), HASH).catch((e) => e)) as BuildError;
    assert.is(error.code, 'FILE_UNWRITABLE');
  }));

test('unpackDeb() makes the files of a package', () =>
  withTempDir(async (dir) => {
    writeFileSync(join(dir, 'a.deb'), await encodeDeb({ name: 'a', files: { 'usr/bin/a': 'program' } }));
    await unpackDeb(contextIn(dir), join(dir, 'a.deb'), join(dir, 'tree'));
    assert.is(readFileSync(join(dir, 'tree/usr/bin/a'), 'utf8'), 'program');
  }));

test('a keyring is a path, or a name in the folder of the system', () =>
  withTempDir(async (dir) => {
    writeFileSync(join(dir, 'own.pgp'), '');
    assert.is(await findKeyring(join(dir, 'own.pgp')), join(dir, 'own.pgp'));
    const error = (await findKeyring('nobody-archive-keyring').catch((e) => e)) as BuildError;
    assert.is(error.code, 'KEYRING_MISSING');
    assert.match(error.message, 'apt-get install nobody-archive-keyring');
  }));

test('the key of a site is made once; the same text and time give the same signature', () =>
  withTempDir(async (dir) => {
    const context = contextIn(dir);
    const [one, two] = [await signText(context, TEXT, 5), await signText(context, TEXT, 5)];
    const [key, again] = [await makeSiteKey(context), await makeSiteKey(context)];
    assert.match(key.fingerprint, /^[0-9A-F]{40}$/);
    assert.equal(again, key);
    assert.equal(one, two);
    assert.match(one.inline, TEXT);
    assert.is(statSync(join(dir, 'keys/gnupg')).mode & 0o777, 0o700);
  }));

test("gpg's own words stand in the error when it cannot sign", () =>
  withTempDir(async (dir) => {
    const { run } = fakeRun((argv) => (argv[0] === 'gpg' ? { exitCode: 2, stderr: 'gpg: no' } : ''));
    const error = (await signText(contextIn(dir, { run }), TEXT, 5).catch((e) => e)) as BuildError;
    assert.is(error.code, 'SIGNING_FAILED');
    assert.match(error.message, 'gpg: no');
    const silent = fakeRun((argv) => (argv.includes('--list-secret-keys') ? '\nfpr:' : '')).run;
    const other = (await signText(contextIn(dir, { run: silent }), TEXT, 5).catch((e) => e)) as BuildError;
    assert.match(other.message, 'gpg has made no key');
  }));

test('what was noted of a package is made anew where the note is damaged', () =>
  withTempDir(async (dir) => {
    const shape = v.array(v.string());
    const keep = (value: string[]) => keepByPackage(dir, 'units', HASH, shape, async () => value);
    assert.equal(await keep(['a.service']), ['a.service']);
    assert.equal(await keep(['other.service']), ['a.service']);
    const [folder = ''] = readdirSync(join(dir, 'known/units'));
    const [file = ''] = readdirSync(join(dir, 'known/units', folder));
    const note = join(dir, 'known/units', folder, file);
    for (const text of ['["a.ser', '{}']) {
      writeFileSync(note, text);
      assert.equal(await keep(['b.service']), ['b.service']);
    }
  }));

test.run();
