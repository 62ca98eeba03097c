// Runs one file of tests: node ... run-child.ts FILE [SEED]; says on file descriptor 3 what happens, a JSON line each.
import { writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { pathToFileURL } from 'node:url';
import type { ChildEvent } from './child-event.ts';
import { shuffle } from './shuffle.ts';

/** What uvu's `run()` leaves in its queue: runs a suite; errors as text (or true), passed, skipped, all. */
type RunSuite = () => Promise<readonly [string | true, number, number, number]>;

const globals = globalThis as unknown as {
  UVU_DEFER: number;
  UVU_QUEUE: RunSuite[][];
  UVU_INDEX: number;
  CAIRN_TESTS: {
    readonly begin: (suite: string, test: string) => void;
    readonly arrange: <T>(tests: readonly T[]) => readonly T[];
  };
};

/** Written at once, so that the runner knows it also when this process hangs in a loop. */
function say(event: ChildEvent): void {
  writeSync(3, `${JSON.stringify(event)}\n`);
}

// Without a runner nobody waits for the result.
new Socket({ fd: 3, readable: true, writable: false })
  .on('close', () => process.exit(1))
  .resume()
  .unref();

const [, , file, seed] = process.argv;
globals.UVU_DEFER = 1;
globals.UVU_QUEUE = [[]];
globals.UVU_INDEX = 0;
globals.CAIRN_TESTS = {
  begin: (suite, test) => say({ type: 'begin', suite, test }),
  arrange: (tests) => (seed === undefined ? tests : shuffle(tests, `${seed} ${file}`)),
};
await import(pathToFileURL(file!).href);
const total = { passed: 0, failed: 0, skipped: 0 };
for (const runSuite of globals.UVU_QUEUE[0]!) {
  const [errors, passed, skipped, all] = await runSuite();
  if (errors !== true) process.stdout.write(`\n${errors}\n`);
  total.passed += passed;
  total.failed += all - passed;
  total.skipped += skipped;
  say({ type: 'suite', passed, failed: all - passed, skipped });
}
if (total.failed > 0) process.exitCode = 1;
say({ type: 'end' });
