import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import * as assert from 'uvu/assert';
import { buildEngine } from '../../qjs/build-engine.ts';

/** A runtime may take twenty times its input, and what it takes for itself. */
const FACTOR = 20;
const OWN_MEGABYTES = 24;

const RUNNER = 'tests/property/graph/memory-runner.mjs';

/** Names of the hostile inputs. */
export const SHAPES: readonly string[] = [
  ...readFileSync(RUNNER, 'utf8').matchAll(/^ {2}(?:'([^']+)'|(\w+)): \(\) =>/gm),
].map(([, quoted, plain]) => (quoted ?? plain)!);

/** What a runtime may take at most for input of `size` bytes. */
export function limitMegabytes(size: number): number {
  return OWN_MEGABYTES + (FACTOR * size) / 1e6;
}

/** Out of memory, a runtime dies or throws; the answer comes last. */
export async function assertSurvives(
  [program, ...options]: readonly string[],
  shape: string,
  size: number,
): Promise<void> {
  const args = [...options, RUNNER, await buildEngine(), shape, String(size)];
  // Counting what runs would take memory of its own.
  const { NODE_V8_COVERAGE: _, ...env } = process.env;
  const { stdout } = await promisify(execFile)(program!, args, { env });
  assert.match(stdout, /^\d+\n$/);
}
