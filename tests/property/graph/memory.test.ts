import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { buildEngine } from '../../qjs/build-engine.ts';
import { findQjs } from '../../qjs/fetch-qjs.ts';

/** Input of one file, and what the runtime may take at most: twenty times that, and what it takes for itself. */
const SIZE = { node: 2_000_000, quickjs: 1_000_000 };
const FACTOR = 20;
const OWN_MEGABYTES = 24;

const RUNNER = 'tests/property/graph/memory-runner.mjs';
const SHAPES = [...readFileSync(RUNNER, 'utf8').matchAll(/^ {2}(?:'([^']+)'|(\w+)): \(\) =>/gm)].map(
  ([, quoted, plain]) => (quoted ?? plain)!,
);
/** There an object of nine fields is 230 bytes: the profile itself, which these shapes fill, takes more than it may. */
const FILLS_PROFILE: ReadonlySet<string> = new Set(['files', 'questions', 'ends of one edge']);

const run = promisify(execFile);
const limitMegabytes = (size: number): number => OWN_MEGABYTES + (FACTOR * size) / 1e6;

const node = suite('graph: memory in Node');
for (const shape of SHAPES) {
  node(shape, async () => {
    const limit = [`--max-old-space-size=${limitMegabytes(SIZE.node)}`, '--max-semi-space-size=2'];
    await assertSurvives([process.execPath, ...limit], shape, SIZE.node);
  });
}

const quickjs = suite('graph: memory in QuickJS');
for (const shape of SHAPES.filter((name) => !FILLS_PROFILE.has(name))) {
  quickjs(shape, async () => {
    const limit = ['--memory-limit', String(limitMegabytes(SIZE.quickjs) * 1e6)];
    const program = [...(await findQjs()), '--std', '--stack-size', '262144', ...limit];
    await assertSurvives(program, shape, SIZE.quickjs);
  });
}

/** Out of memory, a runtime dies or throws; the answer comes last. */
async function assertSurvives(
  [program, ...options]: readonly string[],
  shape: string,
  size: number,
): Promise<void> {
  const args = [...options, RUNNER, await buildEngine(), shape, String(size)];
  const { stdout } = await run(program!, args, { timeout: 120_000 });
  assert.match(stdout, /^\d+\n$/);
}

node.run();
quickjs.run();
