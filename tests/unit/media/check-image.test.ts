import { execFileSync } from 'node:child_process';
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkImage } from '../../../builder/media/mod.ts';
import { BuildError } from '../../../builder/model/mod.ts';
import { withFolder } from './folder.ts';

const refused = async (path: string): Promise<string> => {
  try {
    await checkImage(path);
  } catch (error) {
    if (error instanceof BuildError) return `${error.code} ${error.problems[0]!.message}`;
    throw error;
  }
  return 'nothing';
};

const test = suite('checkImage()');
test('takes a whole image, and no empty, foreign or cut one', async () => {
  await withFolder(async (folder) => {
    const [tree, image] = [join(folder, 'tree'), join(folder, 'x.iso')];
    mkdirSync(tree);
    writeFileSync(join(tree, 'file'), Buffer.alloc(3_000_000, 'x'));
    execFileSync('xorriso', ['-as', 'mkisofs', '-o', image, tree], { stdio: 'ignore' });
    assert.ok((await checkImage(image)) > 3_000_000);
    truncateSync(image, 2_000_000);
    assert.match(await refused(image), /^IMAGE_WRONG The image is cut off: 2.0 MB of 3.\d MB are there/);
    truncateSync(image, 0);
    assert.is(await refused(image), 'IMAGE_WRONG The file is empty');
    writeFileSync(image, Buffer.alloc(100_000, 'x'));
    assert.is(await refused(image), 'IMAGE_WRONG Not an ISO image');
    assert.match(await refused(join(folder, 'absent')), /^FILE_MISSING/);
    assert.match(await refused(tree), /IMAGE_WRONG|FILE_UNREADABLE/);
  });
});
test.run();
