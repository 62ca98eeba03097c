import { openSync, statSync, utimesSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { hashFile } from '../../../builder/io/mod.ts';
import { closeFakeBuild, type FakeBuild, openFakeBuild } from './fake-build.ts';

// What would be written as it is there already is not written again, and is never shared with anybody.

const test = suite<{ fake: FakeBuild }>('the image of a build that changes nothing');
test.before(async (context) => {
  const recipe = 'name: tiny\nversion: "1.0"\nos: debian-13\nrolls: [os, base]\nmedia: { netboot: false }\n';
  context.fake = await openFakeBuild({ recipe });
});
test.after(({ fake }) => closeFakeBuild(fake));

const imageIn = ({ dir }: FakeBuild, outputs: string): string =>
  join(dir, outputs, 'tiny-1.0-amd64/tiny-1.0-amd64.iso');

test('is the file that was there; one that somebody wrote to, or another output, has a new one', async ({
  fake,
}) => {
  const image = imageIn(fake, 'out');
  await fake.build();
  const [{ ino, mtimeMs }, { sha256 }] = [statSync(image), await hashFile(image)];
  await fake.build();
  assert.is(statSync(image).ino, ino);
  assert.is(statSync(image).nlink, 1);
  assert.is((await hashFile(image)).sha256, sha256);

  // The same size and time, and another byte
  const file = openSync(image, 'r+');
  writeSync(file, 'x', 100_000);
  utimesSync(image, mtimeMs / 1000, mtimeMs / 1000);
  await fake.build();
  assert.is((await hashFile(image)).sha256, sha256);

  await fake.build({ outputDir: join(fake.dir, 'other') });
  const other = imageIn(fake, 'other');
  assert.is((await hashFile(other)).sha256, sha256);
  assert.is.not(statSync(other).ino, statSync(image).ino);
  assert.is(statSync(image).nlink, 1);
});

test.run();
