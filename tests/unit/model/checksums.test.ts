import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseChecksums, renderChecksums, replaceChecksum } from '../../../builder/model/mod.ts';

const test = suite('lists of checksums');
const [A, B, C] = ['a', 'b', 'c'].map((letter) => letter.repeat(64)) as [string, string, string];
const LIST = renderChecksums([
  { path: 'graph.json', sha256: A },
  { path: 'of  graph.json', sha256: B },
]);

test('the line of one file is replaced, and of no other whose name ends like it', () => {
  const renewed = replaceChecksum(LIST, 'graph.json', C);
  assert.equal(
    [...parseChecksums(renewed, 'SHA256SUMS')],
    [
      ['graph.json', C],
      ['of  graph.json', B],
    ],
  );
});

test('a file that is not in the list stays out of it', () => {
  assert.is(replaceChecksum(LIST, 'other.json', C), LIST);
  assert.is(replaceChecksum('', 'graph.json', C), '');
});

test.run();
