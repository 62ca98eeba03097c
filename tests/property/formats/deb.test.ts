import { spawnSync } from 'node:child_process';
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { compareDebianVersions } from '../../../builder/formats/deb-version.ts';
import { parseDeb822, renderDeb822 } from '../../../builder/formats/deb822.ts';
import { scanPackagesIndex } from '../../../builder/formats/deb822-scan.ts';
import { BuildError } from '../../../builder/model/mod.ts';
import { type ArMember, decodeAr, encodeAr } from '../../fakes/ar.ts';

const test = suite('Debian formats, properties');

const piece = fc.constantFrom(
  '0',
  '1',
  '2',
  '9',
  '10',
  '007',
  'a',
  'B',
  'rc',
  '~',
  '~~',
  '+',
  '.',
  '-',
  '+deb13u1',
);
const version = fc
  .tuple(
    fc.constantFrom('', '0:', '1:', '12:'),
    fc.constantFrom('0', '1', '23'),
    fc.array(piece, { maxLength: 6 }),
  )
  .map(([epoch, first, rest]) => `${epoch}${first}${rest.join('')}`)
  .filter((text) => !text.endsWith('-'));

test('versions compare as dpkg compares them', () => {
  return fc.assert(
    fc.property(version, version, (a, b) => {
      const [less, equal] = ['lt', 'eq'].map((relation) => {
        const { status } = spawnSync('dpkg', ['--compare-versions', a, relation, b]);
        return status === 0;
      });
      const expected = equal ? 0 : less ? -1 : 1;
      assert.is(Math.sign(compareDebianVersions(a, b)), expected, `${a} ${b}`);
    }),
    {
      numRuns: 150,
      examples: [
        ['1.0~', '1.0'],
        ['1a', '1+'],
        ['1.0-0', '1.0'],
      ],
    },
  );
});

test('comparing is antisymmetric and transitive', () => {
  return fc.assert(
    fc.property(version, version, version, (a, b, c) => {
      assert.is(Math.sign(compareDebianVersions(a, b)) + Math.sign(compareDebianVersions(b, a)), 0);
      const [first, second, third] = [a, b, c].sort(compareDebianVersions) as [string, string, string];
      assert.ok(compareDebianVersions(first, second) <= 0);
      assert.ok(compareDebianVersions(second, third) <= 0);
      assert.ok(compareDebianVersions(first, third) <= 0);
    }),
  );
});

const member: fc.Arbitrary<ArMember> = fc.record(
  {
    name: fc.stringMatching(/^[a-z0-9._-]{1,16}$/),
    mtimeSeconds: fc.nat(),
    mode: fc.integer({ min: 0, max: 0o177777 }),
    data: fc.uint8Array({ maxLength: 50 }),
  },
  { noNullPrototype: true },
);

test('ar: what is encoded is decoded', () => {
  return fc.assert(
    fc.property(fc.array(member), (members) => assert.equal(decodeAr(encodeAr(members), 'x'), members)),
  );
});

test('ar: damage is an error value or another archive, never a crash', () => {
  const damaged = fc.tuple(
    fc.array(member, { minLength: 1, maxLength: 4 }),
    fc.nat(),
    fc.nat(255),
    fc.nat(400),
  );
  return fc.assert(
    fc.property(damaged, ([members, at, value, cut]) => {
      const bytes = encodeAr(members);
      bytes[at % bytes.length] = value;
      onlyBuildErrors(() => decodeAr(bytes.subarray(0, Math.max(0, bytes.length - cut)), 'x'));
    }),
  );
});

const fieldName = fc.stringMatching(/^[A-Z][A-Za-z0-9-]{0,8}$/);
const line = fc.stringMatching(/^[!-~](?:[ -~]{0,20}[!-~])?$/);
const value = fc
  .tuple(line, fc.array(line, { maxLength: 3 }))
  .map((lines) => [lines[0], ...lines[1]].join('\n '));
const stanza = fc
  .array(fc.tuple(fieldName, value), { minLength: 1, maxLength: 6 })
  .map(
    (fields) => new Map([['Package', 'p'], ...fields.filter(([name]) => name.toLowerCase() !== 'package')]),
  )
  .filter((fields) => new Set([...fields.keys()].map((key) => key.toLowerCase())).size === fields.size);

test('deb822: what is rendered is parsed, and found by the scanner', () => {
  return fc.assert(
    fc.property(fc.array(stanza), (stanzas) => {
      const text = renderDeb822(stanzas);
      assert.equal(parseDeb822(text, 'x'), stanzas);
      assert.equal(scanPackagesIndex(new TextEncoder().encode(text), new Set(['p']), 'x'), stanzas);
    }),
  );
});

test('deb822: any text is parsed or refused with an error value', () => {
  const text = fc.array(fc.constantFrom('A: b', 'A:', ' c', '\t', '', '#', 'x', ':', 'B: é', '\r'), {
    maxLength: 12,
  });
  return fc.assert(fc.property(text, (lines) => onlyBuildErrors(() => parseDeb822(lines.join('\n'), 'x'))));
});

function onlyBuildErrors(work: () => unknown): void {
  try {
    work();
  } catch (error) {
    assert.instance(error, BuildError);
  }
}

test.run();
