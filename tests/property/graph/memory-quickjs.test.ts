// Time limit: 20 minutes
import { suite } from 'uvu';
import { findQjs } from '../../qjs/fetch-qjs.ts';
import { assertSurvives, limitMegabytes, SHAPES } from './memory.ts';

const SIZE = 1_000_000;
/** There an object of nine fields is 230 bytes: the profile itself, which these shapes fill, takes more than it may. */
const FILLS_PROFILE: ReadonlySet<string> = new Set(['files', 'questions', 'ends of one edge']);

const test = suite('graph: memory in QuickJS');
for (const shape of SHAPES.filter((name) => !FILLS_PROFILE.has(name))) {
  test(shape, async () => {
    const limit = ['--memory-limit', String(limitMegabytes(SIZE) * 1e6)];
    await assertSurvives([...(await findQjs()), '--std', '--stack-size', '262144', ...limit], shape, SIZE);
  });
}
test.run();
