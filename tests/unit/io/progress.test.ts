import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { formatBytes, jsonProgress, plainProgress, runStage } from '../../../builder/io/mod.ts';
import { recordProgress, steppingClock } from '../../fakes/io.ts';

const test = suite('progress');

test('formatBytes() shows two or three digits', () => {
  const shown = [0, 999, 1000, 9_949, 9_950, 140_812_345, 999_500_000, 2_500_000_000_000].map(formatBytes);
  assert.equal(shown, ['0 B', '999 B', '1.0 kB', '9.9 kB', '10 kB', '141 MB', '1.0 GB', '2.5 TB']);
});

test('the web page shows sizes by the same rule', async () => {
  const module = new URL('../../../builder/frontend/web/client/format.js', import.meta.url).href;
  const page = (await import(module)) as { readonly formatBytes: (sizeBytes: number) => string };
  for (let sizeBytes = 1; sizeBytes < 1e14; sizeBytes = Math.ceil(sizeBytes * 1.37)) {
    assert.is(page.formatBytes(sizeBytes), formatBytes(sizeBytes));
  }
});

test('runStage() reports start, advance, finish with seconds', async () => {
  const { events, progress } = recordProgress();
  const clock = steppingClock(500);
  const result = await runStage({ progress, clock }, 's', 'Do it', async (stage) => {
    stage.advanceBytes(1, 2, 'file');
    stage.summarize('2 files');
    return 7;
  });
  assert.is(result, 7);
  assert.equal(events, [
    { type: 'stage-started', stage: 's', title: 'Do it' },
    { type: 'stage-advanced', stage: 's', done: 1, unit: 'bytes', total: 2, detail: 'file' },
    { type: 'stage-finished', stage: 's', title: 'Do it', seconds: 0.5, summary: '2 files' },
  ]);
});

test('runStage() reports a failure and hands it on', async () => {
  const { events, progress } = recordProgress();
  const work = runStage({ progress, clock: steppingClock(100) }, 's', 'Do it', () =>
    Promise.reject(new Error('first line\nsecond')),
  );
  assert.is(await work.catch((error: Error) => error.message), 'first line\nsecond');
  assert.equal(events.at(-1), {
    type: 'stage-failed',
    stage: 's',
    title: 'Do it',
    seconds: 0.1,
    message: 'first line',
  });
});

test('plainProgress() writes a line each tenth at most', () => {
  const lines: string[] = [];
  const progress = plainProgress((line) => lines.push(line));
  progress({ type: 'stage-started', stage: 's', title: 'Download' });
  for (let done = 0; done <= 1000; done += 1) {
    progress({ type: 'stage-advanced', stage: 's', done: done * 1000, total: 1_000_000, unit: 'bytes' });
  }
  progress({ type: 'stage-finished', stage: 's', title: 'Download', seconds: 1.25, summary: '1.0 MB' });
  assert.is(lines.length, 11);
  assert.is(lines[0], 'Download ...');
  assert.is(lines[1], '  10% (100 kB of 1.0 MB)');
  assert.is(lines.at(-1), 'Download: 1.0 MB (1.3 s)');
});

test('jsonProgress() writes one object a line', () => {
  const lines: string[] = [];
  jsonProgress((line) => lines.push(line))({ type: 'note', text: 'a\nb' });
  assert.equal(lines, ['{"type":"note","text":"a\\nb"}']);
});

test.run();
