import { linkSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  hashFile,
  linkOrCopy,
  sha256,
  sizeOfFile,
  withTempDir,
  writeFileAtomic,
} from '../../../builder/io/mod.ts';
import { BuildError } from '../../../builder/model/mod.ts';

const test = suite('files');

test('writeFileAtomic() makes folders, sets mode and time, leaves nothing beside', () =>
  withTempDir(async (dir) => {
    const file = join(dir, 'a/b/c');
    await writeFileAtomic(file, 'one', { mode: 0o600, mtimeSeconds: 1000 });
    await writeFileAtomic(file, 'two', { mode: 0o640, mtimeSeconds: 2000, durable: true });
    const info = statSync(file);
    assert.is(readFileSync(file, 'utf8'), 'two');
    assert.is(info.mode & 0o7777, 0o640);
    assert.is(info.mtimeMs, 2_000_000);
    assert.equal(readdirSync(join(dir, 'a/b')), ['c']);
  }));

test('writeFileAtomic() says what cannot be written', () =>
  withTempDir(async (dir) => {
    writeFileSync(join(dir, 'file'), '');
    const error = await writeFileAtomic(join(dir, 'file/below'), 'x').catch((reason: unknown) => reason);
    assert.instance(error, BuildError);
    assert.is((error as BuildError).code, 'FILE_UNWRITABLE');
    assert.equal(readdirSync(dir), ['file']);
  }));

test('linkOrCopy() links, and replaces what is there', () =>
  withTempDir(async (dir) => {
    const [from, to] = [join(dir, 'from'), join(dir, 'x/to')];
    writeFileSync(from, 'content');
    assert.is(await linkOrCopy(from, to), 'linked');
    assert.is(statSync(from).ino, statSync(to).ino);
    writeFileSync(join(dir, 'other'), 'newer');
    await linkOrCopy(join(dir, 'other'), to);
    assert.is(readFileSync(to, 'utf8'), 'newer');
    assert.is(readFileSync(from, 'utf8'), 'content');
    assert.equal(readdirSync(join(dir, 'x')), ['to']);
  }));

test('linkOrCopy() leaves no extra name when both are one file already', () =>
  withTempDir(async (dir) => {
    writeFileSync(join(dir, 'a'), 'x');
    linkSync(join(dir, 'a'), join(dir, 'b'));
    await linkOrCopy(join(dir, 'a'), join(dir, 'b'));
    assert.equal(readdirSync(dir).sort(), ['a', 'b']);
  }));

test('hashFile() reads files larger than one piece', () =>
  withTempDir(async (dir) => {
    const bytes = Buffer.alloc(2_500_000, 'cairn');
    writeFileSync(join(dir, 'big'), bytes);
    assert.equal(await hashFile(join(dir, 'big')), { sha256: sha256(bytes), sizeBytes: 2_500_000 });
    writeFileSync(join(dir, 'empty'), '');
    assert.is((await hashFile(join(dir, 'empty'))).sha256, sha256(''));
    const error = await hashFile(join(dir, 'none')).catch((reason: unknown) => reason);
    assert.is((error as BuildError).code, 'FILE_MISSING');
  }));

test('sizeOfFile() knows files from folders and nothing', () =>
  withTempDir(async (dir) => {
    writeFileSync(join(dir, 'f'), 'abc');
    assert.is(await sizeOfFile(join(dir, 'f')), 3);
    assert.is(await sizeOfFile(dir), undefined);
    assert.is(await sizeOfFile(join(dir, 'none')), undefined);
  }));

test.run();
