import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { errorsOfBoth } from '../../check-both.ts';

const test = suite('case: words that somebody tries for services');

test('are refused each in its place; a misspelt unit with the close name', async () => {
  const errors = await errorsOfBoth(join(import.meta.dirname, 'svc.yaml'));
  assert.equal(
    errors.map((error) => error.replace(/ \[[A-Z_]+\]/, '')),
    [
      'svc/nodes/x.xml:1:102: error: Element "service" has no name',
      'svc/nodes/x.xml:1:126: error: Element "user" is unknown here',
      'svc/nodes/x.xml:1:142: error: Element "firewall" is unknown here',
      'svc/nodes/x.xml:1:163: error: Element "cert" is unknown here',
      'svc/nodes/x.xml:1: error: Node "x" sets the state of the unit "postgres.service": "debian-13" and the rolls have no such unit | Did you mean "postgresql.service"?',
    ].sort(),
  );
});

test.run();
