import { getEventListeners } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { run, withTempDir } from '../../../builder/io/mod.ts';
import { BuildError } from '../../../builder/model/mod.ts';

const test = suite('run()');

async function failureOf(work: Promise<unknown>): Promise<BuildError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.instance(error, BuildError);
  return error as BuildError;
}

test('returns output and takes arguments as they are', async () => {
  const { stdout } = await run(['printf', '%s|', 'a b', '$HOME', '*']);
  assert.is(stdout, 'a b|$HOME|*|');
});

test('passes standard input', async () => {
  assert.is((await run(['cat'], { input: 'hé\n' })).stdout, 'hé\n');
  assert.is((await run(['cat'])).stdout, '', 'without input a program reads nothing and does not wait');
});

test('a signal ends it, before it began too, and is not listened to any longer than it runs', async () => {
  const early = AbortSignal.abort();
  assert.is((await failureOf(run(['sleep', '60'], { signal: early }))).code, 'COMMAND_FAILED');
  const late = new AbortController();
  const running = failureOf(run(['sleep', '60'], { signal: late.signal }));
  setTimeout(() => late.abort(), 100);
  assert.is((await running).code, 'COMMAND_FAILED');
  const never = new AbortController();
  await run(['true'], { signal: never.signal });
  assert.equal(getEventListeners(never.signal, 'abort'), []);
});

test('names the package of a missing program', async () => {
  const error = await failureOf(run(['/nonexistent/mmdebstrap']));
  assert.is(error.code, 'COMMAND_MISSING');
  assert.is(error.exitCode, 3);
  assert.match(error.message, 'apt-get install mmdebstrap');
});

test('says arguments, status and the end of standard error', async () => {
  const lines = Array.from({ length: 30 }, (_, i) => `console.error('line ${i}')`).join(';');
  const error = await failureOf(run([process.execPath, '-e', `${lines};process.exit(7)`]));
  assert.is(error.code, 'COMMAND_FAILED');
  assert.match(error.message, 'exit status 7');
  assert.match(error.message, 'line 29');
  assert.not.match(error.message, 'line 5\n');
});

test('names the signal that ended a program', async () => {
  const error = await failureOf(run([process.execPath, '-e', 'process.kill(process.pid, "SIGKILL")']));
  assert.match(error.message, 'SIGKILL');
});

test('accepts other exit codes when told', async () => {
  assert.is((await run(['false'], { okCodes: [0, 1] })).exitCode, 1);
});

test('stops a program that takes too long', async () => {
  const error = await failureOf(run(['sleep', '30'], { timeoutMs: 100 }));
  assert.is(error.code, 'COMMAND_FAILED');
});

test('writes standard output to a file only when the program succeeds', () =>
  withTempDir(async (dir) => {
    const file = join(dir, 'out');
    await run(['printf', 'hello'], { stdoutFile: file });
    assert.is(readFileSync(file, 'utf8'), 'hello');
    const other = join(dir, 'other');
    await failureOf(run([process.execPath, '-e', 'console.log(1);process.exit(1)'], { stdoutFile: other }));
    assert.not.ok(existsSync(other));
  }));

test('hands over lines as they come, of both streams', async () => {
  const seen: string[] = [];
  const script = 'console.log("a");console.error("b");process.stdout.write("c")';
  await run([process.execPath, '-e', script], { onLine: (line, stream) => seen.push(`${stream} ${line}`) });
  assert.equal(seen.sort(), ['stderr b', 'stdout a', 'stdout c']);
});

test('keeps bytes when asked', async () => {
  const { stdoutBytes } = await run(['printf', '\\377\\000'], { binary: true });
  assert.equal([...stdoutBytes], [255, 0]);
});

test('fixes the language of messages', async () => {
  const { stdout } = await run(['sh', '-c', 'echo $LC_ALL'], { env: { LC_ALL: undefined } });
  assert.is(stdout.trim(), '');
  assert.is((await run(['sh', '-c', 'echo $LC_ALL'])).stdout.trim(), 'C.UTF-8');
});

test.run();
