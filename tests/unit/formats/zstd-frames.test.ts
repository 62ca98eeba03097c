import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { splitZstdFrames } from '../../../builder/formats/zstd-frames.ts';

const test = suite('splitZstdFrames()');

const compress = (content: Uint8Array, ...words: readonly string[]): Buffer =>
  execFileSync('zstd', ['-qc', ...words], { input: content });

/** Blocks that are repeated bytes, compressed and plain; with and without size, checksum. */
const FRAMES: readonly Buffer[] = [
  compress(Buffer.alloc(0)),
  compress(Buffer.alloc(500_000), '--no-check'),
  compress(Buffer.from('text '.repeat(60_000)), '-9', '--check', '--single-thread'),
  compress(randomBytes(300_000), '--check'),
  compress(Buffer.alloc(70_000, 'x'), '--stream-size=70000'),
];

test('cuts what was put together', () => {
  assert.equal(splitZstdFrames(Buffer.concat([...FRAMES]))!.map(Buffer.from), [...FRAMES]);
  assert.equal(splitZstdFrames(new Uint8Array()), []);
});

test('refuses what is no whole number of frames', () => {
  for (const frame of FRAMES) {
    for (const length of [1, 4, 5, 7, frame.length - 1])
      assert.is(splitZstdFrames(frame.subarray(0, length)), undefined);
    assert.is(splitZstdFrames(Buffer.concat([frame, Buffer.from('junk')])), undefined);
  }
  assert.is(splitZstdFrames(Buffer.from('no zstd at all')), undefined);
});

test.run();
