import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BuildError } from '../../../../builder/model/mod.ts';
import { closeFakeBuild, type FakeBuild, openFakeBuild } from '../../../unit/build/fake-build.ts';

const test = suite<{ fake: FakeBuild }>('case: a package whose licence must be accepted');

// The question as Debian's package has it, and its preinst, which fails without an answer
const PACKAGE = {
  'DEBIAN/control':
    'Package: firmware-ipw2x00\nVersion: 1\nArchitecture: all\nMaintainer: M <m@example.org>\nDescription: x\n',
  'DEBIAN/templates': `Template: firmware-ipw2x00/license/accepted
Type: boolean
Default: false
Description: Do you agree to the terms?
 First line.
 .
 Default: true is no field here.

Template: firmware-ipw2x00/license/error
Type: error
Description: Declined
`,
};

test.before(async (context) => {
  context.fake = await openFakeBuild();
  for (const [path, text] of Object.entries(PACKAGE))
    await context.fake.write(`rolls/base/packages/firmware-ipw2x00/${path}`, text);
});
test.after(({ fake }) => closeFakeBuild(fake));

/** Builds with the node of a roll of this case in place of the appliance's. */
async function errorsOf(fake: FakeBuild, roll: string): Promise<readonly string[]> {
  const node = readFileSync(join(import.meta.dirname, roll, 'nodes/radio.xml'), 'utf8');
  await fake.write('rolls/base/nodes/compute.xml', node);
  return fake.build().then(
    () => [],
    (error: unknown) => {
      if (!(error instanceof BuildError)) throw error;
      return error.problems.map(
        ({ code, place, hint }) => `${code} ${place?.file.split('/').at(-1)}:${place?.line} ${hint}`,
      );
    },
  );
}

test('is refused by the build, which says how it is accepted', async ({ fake }) => {
  assert.equal(await errorsOf(fake, 'roll'), [
    'LICENCE_UNANSWERED compute.xml:3 Read it; then write in a node: <main><native installer="preseed">firmware-ipw2x00 firmware-ipw2x00/license/accepted boolean true</native></main>',
  ]);
});

test('is installed once a node accepts it', async ({ fake }) => {
  assert.equal(await errorsOf(fake, 'with-answer'), []);
});

test.run();
