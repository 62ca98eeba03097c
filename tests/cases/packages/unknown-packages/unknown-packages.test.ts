import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BuildError } from '../../../../builder/model/mod.ts';
import { closeFakeBuild, openFakeBuild } from '../../../unit/build/fake-build.ts';

const test = suite('case: packages that do not exist');

test('are refused by a dry run, each with the node that asks for it', async () => {
  const fake = await openFakeBuild();
  try {
    const node = readFileSync(join(import.meta.dirname, 's5/nodes/x.xml'), 'utf8');
    await fake.write(
      'rolls/base/nodes/compute.xml',
      node.replace('</node>', '<package>helo</package></node>'),
    );
    const error = await fake.build({ dryRun: true }).catch((reason: unknown) => reason);
    assert.ok(error instanceof BuildError);
    const said = error.problems.map(({ code, message, hint = '' }) => `${code} ${message} ${hint}`);
    assert.is(said.length, 3);
    for (const name of ['postgresql-99', 'sage-viz', 'helo'])
      assert.ok(said.some((line) => line.startsWith(`PACKAGE_UNSATISFIED Cannot satisfy package "${name}"`)));
    assert.ok(said.some((line) => line.includes('"helo"') && line.endsWith('Close names: hello')));
  } finally {
    await closeFakeBuild(fake);
  }
});

test.run();
