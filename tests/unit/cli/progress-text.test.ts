import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { renderProgress, renderTimeLeft } from '../../../builder/cli/terminal/progress-text.ts';

const test = suite('renderProgress()');

test('shows a bar with bytes and time left', () => {
  const text = renderProgress({ done: 64e6, total: 128e6, unit: 'bytes', elapsedMs: 12_000 });
  assert.is(text, '[############------------]  50%  64 MB of 128 MB, 12 s left');
});

test('guesses no time from the first moments, nor at either end', () => {
  assert.is(renderTimeLeft(0.5, 500), undefined);
  assert.is(renderTimeLeft(0, 60_000), undefined);
  assert.is(renderTimeLeft(1, 60_000), undefined);
  assert.is(renderTimeLeft(0.1, 60_000), '9 min');
  assert.is(renderTimeLeft(0.5, 99_000), '99 s');
});

test('never says 100% before the end, nor leaves the bar', () => {
  const almost = renderProgress({ done: 999, total: 1000, unit: 'items', elapsedMs: 0 });
  assert.match(almost, ' 99% ');
  const beyond = renderProgress({ done: 12, total: 10, unit: 'items', elapsedMs: 0 });
  assert.is(beyond, '[########################] 100%  12 of 10');
});

test('without a total shows what is done', () => {
  assert.is(renderProgress({ done: 3, total: undefined, unit: 'items', elapsedMs: 0 }), '3');
  assert.is(renderProgress({ done: 0, total: 0, unit: 'bytes', elapsedMs: 0 }), '0 B');
});

test.run();
