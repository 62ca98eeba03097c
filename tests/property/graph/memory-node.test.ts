// Time limit: 20 minutes
import { suite } from 'uvu';
import { assertSurvives, limitMegabytes, SHAPES } from './memory.ts';

const SIZE = 2_000_000;

const test = suite('graph: memory in Node');
for (const shape of SHAPES) {
  test(shape, async () => {
    const limit = [`--max-old-space-size=${limitMegabytes(SIZE)}`, '--max-semi-space-size=2'];
    await assertSurvives([process.execPath, ...limit], shape, SIZE);
  });
}
test.run();
