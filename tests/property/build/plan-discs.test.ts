import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { DISC_OVERHEAD, type DiscItem, planDiscs, spaceOf } from '../../../builder/build/discs/plan-discs.ts';

const MIB = 1024 * 1024;
const SIZE = 20 * MIB;
const space = { sizeBytes: SIZE, bootBytes: 3 * MIB };

const items = fc.uniqueArray(
  fc.record({
    path: fc.stringMatching(/^[a-z]{1,6}$/),
    sizeBytes: fc.oneof(fc.nat(30_000), fc.nat(SIZE + 5 * MIB)),
    isFirst: fc.integer({ min: 0, max: 9 }).map((digit) => digit === 0),
  }),
  { selector: ({ path }) => path, maxLength: 60 },
);

const test = suite('files over discs');

test('each disc is under its size, nothing is lost or there twice, what comes first is on the first', () => {
  fc.assert(
    fc.property(items, (all) => {
      const plan = planDiscs(all, space);
      if (!plan.ok) return;
      const sizeOf = new Map(all.map((item) => [item.path, item.sizeBytes]));
      for (const [index, paths] of plan.discs.entries()) {
        const bytes = paths.reduce(
          (sum, path) => sum + spaceOf(sizeOf.get(path)!),
          index === 0 ? space.bootBytes : 0,
        );
        assert.ok(bytes < SIZE);
        assert.ok(index === 0 || paths.length > 0);
      }
      assert.equal(plan.discs.flat().sort(), all.map(({ path }) => path).sort());
      const first = new Set(plan.discs[0]);
      assert.ok(all.every((item) => !item.isFirst || first.has(item.path)));
    }),
  );
});

test('it is refused exactly when an item or what comes first has no room, and the item is named', () => {
  const room = SIZE - DISC_OVERHEAD;
  fc.assert(
    fc.property(items, (all) => {
      const plan = planDiscs(all, space);
      const large = all.filter((item) => spaceOf(item.sizeBytes) > room);
      const first = all.filter(({ isFirst }) => isFirst);
      const needed = first.reduce((sum, item) => sum + spaceOf(item.sizeBytes), space.bootBytes);
      assert.is(plan.ok, large.length === 0 && needed <= room);
      if (!plan.ok && large.length > 0)
        assert.ok(large.some(({ path }) => plan.problem.message.startsWith(`"${path}" (`)));
    }),
  );
});

test('the order that items come in does not matter', () => {
  const both = items.chain((all) =>
    fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
  );
  const sets = (all: readonly DiscItem[]): unknown => {
    const plan = planDiscs(all, space);
    return plan.ok ? plan.discs.map((paths) => [...paths].sort()) : undefined;
  };
  fc.assert(fc.property(both, ([all, shuffled]) => assert.equal(sets(all), sets(shuffled))));
});

test.run();
