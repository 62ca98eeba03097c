import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runCairn } from '../../../fakes/cairn.ts';

const test = suite('case: two nodes that write one file');

test('are told, with both places', async () => {
  const recipe = join(import.meta.dirname, 's3.yaml');
  const { stderr, exitCode } = await runCairn(['graph', 'check', '--recipe', recipe]);
  assert.is(exitCode, 0);
  assert.match(
    stderr,
    /s3\/nodes\/x\.xml:2: warning: File "\/etc\/chrony\/chrony\.conf" is created by node "compute-time" \(base\/nodes\/compute-time\.xml:7\) and again by node "x"/,
  );
});

test.run();
