import { createHash } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { sha256OfText } from '../../../builder/model/mod.ts';

const test = suite('SHA-256 of a text');

test('is what FIPS 180-4 says of "abc"', () => {
  assert.is(sha256OfText('abc'), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

test('is what openssl makes, at every length around a block, and of every width of a letter', () => {
  const texts = Array.from({ length: 140 }, (_, length) => 'x'.repeat(length));
  for (const text of [...texts, 'é', '€', '😀', '\ud800 half', 'é€😀'.repeat(100)])
    assert.is(sha256OfText(text), createHash('sha256').update(text).digest('hex'), JSON.stringify(text));
});

test.run();
