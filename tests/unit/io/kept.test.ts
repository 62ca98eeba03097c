import { chmodSync, existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import * as v from 'valibot';
import {
  contentKey,
  digestOnce,
  keepMade,
  keepValue,
  pruneKept,
  sha256,
  withTempDir,
} from '../../../builder/io/mod.ts';
import type { BuildError } from '../../../builder/model/mod.ts';

const test = suite('what is kept');

/** Makes a file that says what its input said, and counts how often. */
function makeText(cacheDir: string) {
  let count = 0;
  const make = (inputs: { readonly text: string }) =>
    keepMade(
      { cacheDir },
      {
        kind: 'texts',
        inputs,
        shape: v.number(),
        make: async ({ text }, dir) => {
          count += 1;
          writeFileSync(join(dir, 'text'), text);
          return text.length;
        },
      },
    );
  return { make, count: () => count };
}

test('is made once for the same inputs, is read-only, and has its digest', () =>
  withTempDir(async (dir) => {
    const { make, count } = makeText(dir);
    const [one, two] = [await make({ text: 'abc' }), await make({ text: 'abc' })];
    assert.equal(two, one);
    assert.is(count(), 1);
    assert.is(one.value, 3);
    const { file, ...digest } = one.files['text']!;
    assert.equal(digest, { sha256: sha256('abc'), sizeBytes: 3 });
    assert.is(readFileSync(file, 'utf8'), 'abc');
    await make({ text: 'abd' });
    assert.is(count(), 2);
  }));

test('whoever asks for what is being made waits for it', () =>
  withTempDir(async (dir) => {
    const { make, count } = makeText(dir);
    const [one, two] = await Promise.all([make({ text: 'abc' }), make({ text: 'abc' })]);
    assert.equal(two, one);
    assert.is(count(), 1);
  }));

const DAMAGES: Readonly<Record<string, (folder: string) => void>> = {
  'another size': (folder) => writeFileSync(join(folder, 'text'), 'abcd'),
  'other bytes of the same size': (folder) => writeFileSync(join(folder, 'text'), 'xyz'),
  'half a note': (folder) => writeFileSync(join(folder, 'note.json'), '{"value":3,"fil'),
  'a note of another form': (folder) => writeFileSync(join(folder, 'note.json'), '{"value":"3","files":{}}'),
};
for (const [what, damage] of Object.entries(DAMAGES))
  test(`is made anew where it is not whole: ${what}`, () =>
    withTempDir(async (dir) => {
      const { make, count } = makeText(dir);
      const { file } = (await make({ text: 'abc' })).files['text']!;
      chmodSync(file, 0o644);
      damage(join(file, '..'));
      const again = await make({ text: 'abc' });
      assert.is(readFileSync(again.files['text']!.file, 'utf8'), 'abc');
      assert.is(count(), 2);
      await make({ text: 'abc' });
      assert.is(count(), 2);
    }));

test('is one result where several make it at once', () =>
  withTempDir(async (dir) => {
    const { make } = makeText(dir);
    const all = await Promise.all([1, 2, 3].map(() => make({ text: 'abc' })));
    for (const each of all) assert.equal(each, all[0]);
    assert.is(readdirSync(join(dir, 'made/texts')).length, 1);
  }));

test('what fails leaves nothing', () =>
  withTempDir(async (dir) => {
    const failing = {
      kind: 'texts',
      inputs: 1,
      shape: v.null_(),
      make: () => Promise.reject(new Error('no')),
    };
    await keepMade({ cacheDir: dir }, failing).then(
      () => assert.unreachable(),
      () => {},
    );
    assert.equal(readdirSync(join(dir, 'made/texts')), []);
  }));

test('a file that is written to while it is read is no key', () =>
  withTempDir(async (dir) => {
    const file = join(dir, 'input');
    writeFileSync(file, 'before');
    const { sha256: digest } = await digestOnce(file);
    const error = await keepMade(
      { cacheDir: dir },
      {
        kind: 'texts',
        inputs: { file, sha256: digest },
        shape: v.null_(),
        make: async () => {
          writeFileSync(file, 'after!');
          utimesSync(file, 1, 1);
          return null;
        },
      },
    ).catch((reason: unknown) => reason as BuildError);
    assert.match((error as BuildError).message, /changed while it was read/);
    assert.equal(readdirSync(join(dir, 'made/texts')), []);
  }));

test('a file counts by its content, and everything else by what it says', () => {
  const key = contentKey({ of: { file: '/a', sha256: 'x', mode: 1 } });
  assert.is(contentKey({ of: { file: '/b', sha256: 'x', mode: 1 } }), key);
  assert.is.not(contentKey({ of: { file: '/a', sha256: 'y', mode: 1 } }), key);
  assert.is.not(contentKey({ of: { file: '/a', sha256: 'x', mode: 2 } }), key);
  assert.is.not(contentKey(new Map([['a', 1]])), contentKey(new Map([['a', 2]])));
  assert.is.not(contentKey(new Set(['a'])), contentKey(['a']));
  assert.is.not(contentKey(Uint8Array.of(1)), contentKey(Uint8Array.of(2)));
  assert.throws(() => contentKey({ of: () => 1 }), /no text/);
});

test('a digest is that of the file, whatever had its name before', () =>
  withTempDir(async (dir) => {
    const file = join(dir, 'file');
    for (const text of ['one', 'two']) {
      writeFileSync(file, text);
      utimesSync(file, 1, text === 'one' ? 1 : 2);
      assert.is((await digestOnce(file)).sha256, sha256(text));
    }
  }));

test('what was found out is recalled', () =>
  withTempDir(async (dir) => {
    let count = 0;
    const find = () =>
      keepValue(
        { cacheDir: dir },
        {
          kind: 'numbers',
          inputs: 'x',
          shape: v.number(),
          find: async () => {
            count += 1;
            return count;
          },
        },
      );
    assert.equal([await find(), await find()], [1, 1]);
  }));

test('what was of no use for longest goes first', () =>
  withTempDir(async (dir) => {
    const { make } = makeText(dir);
    const places: string[] = [];
    for (let at = 0; at < 20; at += 1) {
      const { file } = (await make({ text: String(at) })).files['text']!;
      places.push(join(file, '..'));
      utimesSync(places.at(-1)!, at, at);
    }
    await make({ text: '0' });
    await pruneKept(dir, 16);
    const kept = places.flatMap((place, at) => (existsSync(place) ? [at] : []));
    assert.equal(kept, [0, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
  }));

test.run();
