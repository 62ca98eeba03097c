import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../../../../builder/io/mod.ts';
import type { Refusal } from './refuse.ts';

// Disks that are full, read-only, forbidden or no folders. Small ones are mounted in a namespace of the test's own.

const test = suite<{ lines: readonly object[] }>('a disk that refuses');

test.before(async (context) => {
  const asRoot = process.getuid?.() === 0 ? [] : ['--map-root-user'];
  const space = ['unshare', '--mount', '--propagation', 'private', ...asRoot];
  const script = join(import.meta.dirname, 'refuse.ts');
  const { stdout } = await run([...space, process.execPath, ...process.execArgv, script]);
  context.lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as object);
});

test('is told in one message, without a stack, and nothing is tried again', ({ lines }) => {
  const refusals = lines.slice(0, -1) as Refusal[];
  assert.ok(refusals.length >= 11);
  for (const { disk, code, exitCode, message, pauses } of refusals) {
    assert.match(
      code ?? 'no code',
      /^(?:FILE_UNWRITABLE|FILE_UNREADABLE|APT_UPDATE)$/,
      `${disk}: ${message}`,
    );
    assert.is(exitCode, 3, disk);
    assert.not.match(message, /\n\s+at |Internal/, disk);
    assert.ok(message.length < 2000, disk);
    assert.is(pauses, 0, disk);
  }
});

test('is told with its reason', ({ lines }) => {
  const words: Readonly<Record<string, RegExp>> = {
    full: /No space left|no space left|is full|Free some space/i,
    'read-only': /read-only/i,
    forbidden: /permission denied|may not write/i,
    file: /file already exists|not a directory|a file/i,
    absent: /no such file/i,
  };
  for (const { disk, message } of lines.slice(0, -1) as Refusal[]) {
    const [, expected] = Object.entries(words).find(([word]) => disk.includes(word))!;
    assert.match(message, expected, disk);
  }
});

test('leaves the older result as it was, and no scratch', ({ lines }) => {
  assert.equal(lines.at(-1), { intact: true, left: [] });
});

test.run();
