import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findSpdxLicence } from '../../../builder/media/sbom/licence-names.ts';
import { parseCopyright } from '../../../builder/media/sbom/parse-copyright.ts';

const test = suite('licences of packages');

test("Debian's short names are those of the SPDX list", () => {
  for (const [name, expected] of [
    ['GPL-2+', 'GPL-2.0-or-later'],
    ['gpl-2.0', 'GPL-2.0-only'],
    ['LGPL-2.1+', 'LGPL-2.1-or-later'],
    ['GFDL-NIV-1.3+', 'GFDL-1.3-no-invariants-or-later'],
    ['Expat', 'MIT'],
    ['BSD-3-clause', 'BSD-3-Clause'],
    ['Apache-2.0', 'Apache-2.0'],
    ['GPL-2 with Linux-syscall-note exception', 'GPL-2.0-only WITH Linux-syscall-note'],
    ['GPL-3+ with Autoconf exception', 'GPL-3.0-or-later WITH Autoconf-exception-3.0'],
    ['GPL-2+ with OpenSSL exception', undefined],
    ['GPL', undefined],
    ['GPL-7+', undefined],
    ['LGPL-NIV-3', undefined],
    ['public-domain', undefined],
  ] as const)
    assert.is(findSpdxLicence(name), expected, name);
});

const file = (
  licence: string,
): string => `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/

Files: *
Copyright: A
License: ${licence}
`;

test('expressions keep what binds stronger', () => {
  for (const [said, expected] of [
    ['GPL-2+ or Artistic-2.0', 'GPL-2.0-or-later OR Artistic-2.0'],
    ['GPL-2+ or Expat and ISC', 'GPL-2.0-or-later OR MIT AND ISC'],
    ['GPL-2+ or Expat, and ISC', '(GPL-2.0-or-later OR MIT) AND ISC'],
    ['Expat, and ISC', 'MIT AND ISC'],
  ] as const)
    assert.is(parseCopyright(file(said)).expression, expected, said);
});

test('all files together: each licence once, choices in brackets, texts of the paragraphs beside', () => {
  const text = `${file('Expat')}
Files: a/*
License: GPL-2+ or Mine

Files: b/*
License: Expat

License: Mine
 First line
 .
 third

License: nobody uses it
 text
`;
  const { expression, own } = parseCopyright(text);
  assert.match(expression, /^\(GPL-2\.0-or-later OR LicenseRef-Mine-[0-9a-f]{8}\) AND MIT$/);
  assert.equal(
    own.map((one) => one.text),
    ['First line\n\nthird'],
  );
});

test('a file that no program can read is a licence of its own; a slip in one paragraph spoils no other', () => {
  const loose = parseCopyright('You may copy this.\n');
  assert.match(loose.expression, /^LicenseRef-copyright-[0-9a-f]{8}$/);
  assert.is(loose.own[0]!.text, 'You may copy this.\n');
  assert.is(parseCopyright(`${file('Expat')}\nno field\n`).expression, 'MIT');
  assert.is(parseCopyright(`${file('Expat')}License: ISC\n`).expression.startsWith('LicenseRef-'), true);
  const long = parseCopyright('x'.repeat(50_000)).own[0]!;
  assert.ok(long.text.length < 11_000);
  assert.match(long.text, '[cut');
});

test.run();
