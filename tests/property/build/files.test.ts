import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  broadcastOf,
  formatIpv4,
  isInNetwork,
  networkOf,
  parseIpv4,
  parseRecipeFile,
  parseSiteFile,
} from '../../../builder/model/files/mod.ts';
import { findNearestName } from '../../../builder/model/mod.ts';

/** Text that looks like YAML often enough to get past the first character. */
const yaml = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        'name: x\n',
        'rolls:',
        '- ',
        '[',
        ']',
        '{',
        '}',
        '&a ',
        '*a',
        '!!int ',
        '? ',
        ': ',
        '\n',
        '  ',
      ),
      fc.constantFrom(
        'frontend:\n',
        'private: ',
        'address: 10.1.1.1/16\n',
        'hosts: ',
        '"',
        "'",
        '|\n',
        '#',
        '\t',
      ),
      fc.string({ maxLength: 6 }),
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(''));

const test = suite('files that people write');

test('whatever is in them, there is a value or a finding with a place, never a crash', () => {
  fc.assert(
    fc.property(yaml, (text) => {
      for (const parse of [parseRecipeFile, parseSiteFile]) {
        const { value, problems } = parse(text, 'x.yaml');
        assert.is(value === undefined, problems.length > 0);
        assert.ok(problems.every(({ place }) => place?.file === 'x.yaml'));
      }
    }),
    { numRuns: 500 },
  );
});

test('the order of keys does not matter', () => {
  const lines = [
    'name: x',
    'version: 1',
    'os: debian-13',
    'rolls: [a, b]',
    'attributes: {k: v}',
    'arch: arm64',
  ];
  const expected = parseRecipeFile(lines.join('\n'), 'x.yaml').value;
  fc.assert(
    fc.property(fc.shuffledSubarray(lines, { minLength: lines.length }), (shuffled) => {
      assert.equal(parseRecipeFile(shuffled.join('\n'), 'x.yaml').value, expected);
    }),
  );
});

test('addresses read back as they were written, and lie in their network', () => {
  const address = fc.integer({ min: 0, max: 2 ** 32 - 1 });
  fc.assert(
    fc.property(address, fc.integer({ min: 0, max: 32 }), (value, prefix) => {
      assert.is(parseIpv4(formatIpv4(value)), value);
      const iface = { address: value, prefix };
      assert.ok(isInNetwork(value, iface));
      assert.ok(networkOf(iface) <= value && value <= broadcastOf(iface));
      assert.is(broadcastOf(iface) - networkOf(iface) + 1, 2 ** (32 - prefix));
    }),
  );
});

test('the nearest name to a name is itself; to one slip of it, never nothing', () => {
  const word = fc.stringMatching(/^[a-z]{4,12}$/);
  fc.assert(
    fc.property(word, fc.array(word), fc.nat(), (name, others, at) => {
      assert.is(findNearestName(name, [...others, name]), name);
      const slip = name.slice(0, at % name.length) + name.slice((at % name.length) + 1);
      assert.ok(findNearestName(slip, [...others, name]) !== undefined);
    }),
  );
});

test.run();
