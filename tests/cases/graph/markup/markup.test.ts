import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { errorsOfBoth } from '../../check-both.ts';

const test = suite('case: signs of XML in scripts and files');

test('an "&&" is refused in its place, with what to write', async () => {
  assert.equal(await errorsOfBoth(join(import.meta.dirname, 'amp.yaml')), [
    'amp/nodes/x.xml:3:6: error: "&" does not start a reference [XML_SYNTAX] | Write "&amp;" for the character itself',
  ]);
});

test('markup in a file is refused in its place', async () => {
  const errors = await errorsOfBoth(join(import.meta.dirname, 'amp2.yaml'));
  assert.is(errors.length, 1);
  assert.match(errors[0]!, /^amp2\/nodes\/x\.xml:2:26: error: Element "html" is unknown here/);
});

test.run();
