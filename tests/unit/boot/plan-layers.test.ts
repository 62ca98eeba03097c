import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { planLayers } from '../../../builder/boot/discs/plan-layers.ts';
import type { FoundDisc } from '../../../builder/boot/machine/source.ts';

const disc = (name: string, id: string, more: Partial<FoundDisc> = {}): FoundDisc => ({
  ...{ format: 1, name, id, number: 1, count: 1, device: `/dev/${name}` },
  ...more,
});
const names = (id: string, found: readonly FoundDisc[]): string[] =>
  planLayers(id, found).layers.map(({ name }) => name);
const reasons = (id: string, found: readonly FoundDisc[]): string[] =>
  planLayers(id, found).refused.map(({ disc: { name }, reason }) => `${name}: ${reason}`);

const SECOND = disc('second', 'r', { number: 2, count: 2 });
const HPC = disc('hpc', 'r+hpc', { over: 'r' });
const BIO = disc('bio', 'r+hpc+bio', { over: 'r+hpc' });

const test = suite('discs beside a medium');

test('are laid over it: those of its set, one for it, one for what that makes of it', () => {
  assert.equal(names('r', [BIO, HPC, SECOND]), ['second', 'hpc', 'bio']);
  assert.is(planLayers('r', [BIO, HPC, SECOND]).id, 'r+hpc+bio');
  assert.equal(reasons('r', [BIO, HPC, SECOND]), []);
});

test('are left out with the reason: for another medium, there twice, or made without what is used', () => {
  const other = disc('vault', 'r+vault', { over: 'r' });
  const twice = { ...SECOND, device: '/dev/sdz' };
  const start = disc('start', 'r', { count: 2 });
  assert.equal(reasons('r', [other, HPC, disc('stranger', 'x+y', { over: 'x' }), twice, SECOND, start]), [
    'second: It is there twice',
    'start: It is a medium to start from',
    'stranger: It is for another medium',
    'vault: It was made without "hpc": add its rolls on the frontend, or make a disc of both',
  ]);
});

test('that lead back to where they began end', () => {
  const ring = [HPC, disc('back', 'r', { over: 'r+hpc' })];
  assert.equal(names('r', ring), ['hpc', 'back']);
  assert.equal(names('r', [disc('self', 'r', { over: 'r' })]), []);
});

test('in whatever order they are found make the same, and each is used or refused', () => {
  const digest = fc.constantFrom('a', 'b', 'c', 'd');
  const any = fc.record({
    id: digest,
    over: fc.option(digest, { nil: undefined }),
    number: fc.integer({ min: 1, max: 3 }),
  });
  const found = fc
    .array(any, { maxLength: 7 })
    .map((list) =>
      list.map(({ over, ...one }, index) =>
        disc(`d${index}`, one.id, { ...one, ...(over === undefined ? {} : { over }) }),
      ),
    );
  const both = found.chain((all) =>
    fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
  );
  fc.assert(
    fc.property(both, ([all, shuffled]) => {
      const plan = planLayers('a', all);
      assert.equal(planLayers('a', shuffled), plan);
      assert.is(plan.layers.length + plan.refused.length, all.length);
      assert.is(new Set(plan.layers).size, plan.layers.length);
    }),
  );
});

test.run();
