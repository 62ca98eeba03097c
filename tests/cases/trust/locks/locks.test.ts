import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { compareRecipeLocks, parseRecipeLock } from '../../../../builder/distro/mod.ts';

const test = suite('case: a lock of what there is no more');

const read = (name: string) =>
  parseRecipeLock(readFileSync(join(import.meta.dirname, `${name}.lock`), 'utf8'), `${name}.lock`);
/** What is said where a build as locked would be as A was. */
const compare = (name: string) =>
  compareRecipeLocks(read(name), read('A'), `${name}.lock`).map(
    ({ code, message, place }) => `${place!.file} ${code} ${message}`,
  );

test('a package that moved on is named with both versions, and nothing else is', () => {
  const message = 'Cannot build as locked: package "nano" was 8.3-1, is 8.4-1+deb13u1';
  assert.equal(compare('moved-package'), [`moved-package.lock LOCK_STALE ${message}`]);
});

test('lists that moved on are no difference as long as they have what is locked', () => {
  assert.not.equal(read('moved-lists').os.indexes, read('A').os.indexes);
  assert.equal(compare('moved-lists'), []);
  assert.equal(compare('A'), []);
});

test.run();
