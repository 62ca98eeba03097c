import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { errorsOfBoth } from '../../check-both.ts';

const test = suite('case: a second partition that grows');

test('is refused at the partition that was added, not at the one of base', async () => {
  const errors = await errorsOfBoth(join(import.meta.dirname, 'part2.yaml'));
  assert.is(errors.length, 1);
  assert.match(
    errors[0]!,
    /^part2\/nodes\/x\.xml:2: error: More than one partition has --grow: .*state-data \(base\/nodes\/storage\.xml:13\).* \[STORAGE_SCHEME\]/,
  );
});

test.run();
