import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findMinimalConflict } from '../../../builder/distro/closure/minimal-conflict.ts';

const test = suite('findMinimalConflict(), properties');

const size = 24;
const cause = fc.uniqueArray(fc.nat(size - 1), { minLength: 1, maxLength: 4 });

test('what it finds fails, and no part of it does', () =>
  fc.assert(
    fc.asyncProperty(fc.array(cause, { minLength: 1, maxLength: 4 }), async (causes) => {
      const fails = async (some: readonly number[]): Promise<boolean> =>
        causes.some((set) => set.every((item) => some.includes(item)));
      const items = Array.from({ length: size }, (_, i) => i);
      const found = await findMinimalConflict(items, fails);
      assert.ok(await fails(found));
      for (const item of found) assert.not.ok(await fails(found.filter((other) => other !== item)));
    }),
  ));

test.run();
