import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  findField,
  parseDeb822,
  renderDeb822,
  requireField,
  setFields,
} from '../../../builder/formats/deb822.ts';
import { listPackageNames, scanPackagesIndex } from '../../../builder/formats/deb822-scan.ts';
import type { BuildError } from '../../../builder/model/mod.ts';

const test = suite('deb822');

const INDEX = `Package: a
Version: 1:2-3
Description: short
 long

Package: b+b
Version: 1
Tag: x,
 y,
 z


Package: c
Version: 3
`;

test('parseDeb822() keeps order, continuation lines and colons', () => {
  const [a, b, c] = parseDeb822(INDEX, 'Packages');
  assert.equal(
    [...a!],
    [
      ['Package', 'a'],
      ['Version', '1:2-3'],
      ['Description', 'short\n long'],
    ],
  );
  assert.is(b!.get('Tag'), 'x,\n y,\n z');
  assert.is(c!.get('Version'), '3');
});

test('parseDeb822() takes comments, blanks around values, Windows line ends, empty input', () => {
  const text = '# c\r\nA:  x \r\n# between\r\n more\r\nB:\r\n';
  assert.equal(
    [...parseDeb822(text, 'f')[0]!],
    [
      ['A', 'x\n more'],
      ['B', ''],
    ],
  );
  assert.equal(parseDeb822('\n \n# only a comment\n', 'f'), []);
});

test('renderDeb822() gives back what was parsed', () => {
  assert.is(renderDeb822(parseDeb822(INDEX, 'f')), INDEX.replace('\n\n\n', '\n\n'));
  const multiline = 'SHA256:\n abc 1 x\n def 2 y\n';
  assert.is(renderDeb822(parseDeb822(multiline, 'f')), multiline);
});

test('setFields() changes in place, appends, takes away', () => {
  const [a] = parseDeb822(INDEX, 'f');
  const changed = setFields(a!, { Version: '9', Description: undefined, New: 'n' });
  assert.equal(
    [...changed],
    [
      ['Package', 'a'],
      ['Version', '9'],
      ['New', 'n'],
    ],
  );
});

test('field names are compared without regard to case', () => {
  const [a] = parseDeb822(INDEX, 'f');
  assert.is(findField(a!, 'VERSION'), '1:2-3');
  assert.throws(
    () => requireField(a!, 'Size', 'f'),
    (error: BuildError) => error.code === 'DEB822_SYNTAX',
  );
});

test('scanPackagesIndex() picks paragraphs wherever they stand', () => {
  const bytes = new TextEncoder().encode(INDEX);
  for (const name of ['a', 'b+b', 'c']) {
    const found = scanPackagesIndex(bytes, new Set([name]), 'Packages');
    assert.equal(
      found.map((stanza) => stanza.get('Package')),
      [name],
    );
  }
  const all = scanPackagesIndex(bytes, new Set(['a', 'b+b', 'c', 'd']), 'Packages');
  assert.equal(all, parseDeb822(INDEX, 'Packages'));
  assert.equal(listPackageNames(bytes), ['a', 'b+b', 'c']);
  assert.equal(scanPackagesIndex(new Uint8Array(), new Set(['a']), 'Packages'), []);
});

test('scanPackagesIndex() needs no line end after the last paragraph', () => {
  const bytes = new TextEncoder().encode('Package: a\n\nPackage: b');
  assert.equal(scanPackagesIndex(bytes, new Set(['b']), 'f').length, 1);
});

test.run();
