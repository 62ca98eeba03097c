import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { foldNodeSet, parseNodeSet } from '../../../builder/hosts/mod.ts';
import { BuildError } from '../../../builder/model/mod.ts';

const NONE = { all: [], group: () => undefined };
const sorted = (names: readonly string[]): string[] => [...new Set(names)].sort();

const number = fc.oneof(
  fc.nat(12).map(String),
  fc.nat(120).map(String),
  fc.nat(12).map((n) => `0${n}`),
);
const name = fc.oneof(
  fc.tuple(fc.constantFrom('compute', 'login', 'n'), number, number).map(([a, b, c]) => `${a}-${b}-${c}`),
  fc.tuple(fc.constantFrom('n', 'gpu'), number).map(([a, b]) => a + b),
  fc.constantFrom('frontend', 'a', 'b0x'),
);
const names = fc.array(name, { minLength: 1, maxLength: 40 });

const range = fc.oneof(
  number,
  fc.tuple(fc.nat(20), fc.nat(20)).map(([a, b]) => `${a}-${a + b}`),
  fc.tuple(fc.nat(9), fc.nat(20), fc.integer({ min: 1, max: 4 })).map(([a, b, c]) => `${a}-${a + b}/${c}`),
);
const pattern = fc
  .tuple(fc.constantFrom('n', 'compute-', 'a-0-'), fc.array(range, { minLength: 1, maxLength: 4 }))
  .map(([prefix, ranges]) => `${prefix}[${ranges.join(',')}]`);
const selection = fc
  .tuple(pattern, fc.array(fc.tuple(fc.constantFrom(',', '!', '&', '^'), pattern), { maxLength: 3 }))
  .map(([first, rest]) => first + rest.map(([operator, one]) => operator + one).join(''));

const hasNodeset = spawnSync('nodeset', ['--version']).status === 0;
function nodeset(...args: readonly string[]): string[] {
  const { stdout, stderr, status } = spawnSync('nodeset', args, { encoding: 'utf8' });
  assert.is(status, 0, stderr);
  return sorted(stdout.split(/\s+/).filter(Boolean));
}

const test = suite('node sets');

test('what is folded unfolds to the same names', () => {
  fc.assert(
    fc.property(names, (all) => assert.equal(sorted(parseNodeSet(foldNodeSet(all), NONE)), sorted(all))),
    { numRuns: 300 },
  );
});

test('a rack folds into one piece', () => {
  const rack = Array.from({ length: 64 }, (_, n) => `compute-${n >> 5}-${n & 31}`);
  assert.is(foldNodeSet(rack), 'compute-[0-1]-[0-31]');
  assert.is(foldNodeSet(['n08', 'n09', 'n10', 'n7', 'login-0-0']), 'login-0-0,n[7,08-10]');
});

test('any text gives names or a finding, and never more', () => {
  const text = fc.string({ unit: fc.constantFrom(...'ab09[],-/!&^@* '), maxLength: 30 });
  fc.assert(
    fc.property(text, (one) => {
      try {
        assert.ok(Array.isArray(parseNodeSet(one, { all: ['a0', 'b9'], group: () => ['a0'] })));
      } catch (error) {
        assert.ok(error instanceof BuildError, `${one}: ${error}`);
      }
    }),
    { numRuns: 2000 },
  );
});

test('groups and wildcards name known hosts', () => {
  const source = {
    all: ['compute-0-0', 'compute-0-1', 'login-0-0'],
    group: (one: string) => (one === 'compute' ? ['compute-0-0', 'compute-0-1'] : undefined),
  };
  assert.equal(parseNodeSet('@compute!compute-0-0', source), ['compute-0-1']);
  assert.equal(parseNodeSet('*-0-0', source), ['compute-0-0', 'login-0-0']);
  assert.equal(parseNodeSet('@*', source), source.all);
  assert.throws(() => parseNodeSet('@gone', source), /Group "@gone" is not known/);
});

for (const bad of [
  '',
  'a[',
  'a]',
  'a[3-1]',
  'a[1-]',
  'a!',
  '&a',
  'a[1-999999999]',
  'a b;c',
  'a[0-9]b[0-99999]',
]) {
  test(`refuses "${bad}"`, () => {
    assert.throws(
      () => parseNodeSet(bad, NONE),
      (e: unknown) => e instanceof BuildError && e.code === 'SELECTION_SYNTAX',
    );
  });
}

const withClusterShell = hasNodeset ? test : test.skip;
withClusterShell('ClusterShell expands selections to the same names', () => {
  fc.assert(
    fc.property(selection, (one) => assert.equal(sorted(parseNodeSet(one, NONE)), nodeset('-e', one), one)),
    { numRuns: 25 },
  );
});

withClusterShell('ClusterShell reads what we fold', () => {
  fc.assert(
    fc.property(names, (all) => assert.equal(nodeset('-e', foldNodeSet(all)), sorted(all))),
    { numRuns: 25 },
  );
});

test.run();
