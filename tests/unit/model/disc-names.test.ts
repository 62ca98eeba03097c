import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isFirstImage, nameFurtherDisc } from '../../../builder/model/mod.ts';

const test = suite('files of the discs of a set');

test('the second disc is named after the output and its number', () => {
  assert.is(nameFurtherDisc('hpc-1.0-amd64', 2), 'hpc-1.0-amd64-disc2.iso');
});

test('of the images of an output one is the first, in whatever order they are listed', () => {
  const further = [2, 3, 10].map((number) => nameFurtherDisc('hpc-1.0-amd64', number));
  const files = [...further, 'SHA256SUMS', 'hpc-1.0-amd64.iso', 'recipe.lock', 'hpc-1.0-amd64.iso.asc'];
  assert.equal(files.filter(isFirstImage), ['hpc-1.0-amd64.iso']);
});

test('an image that is no disc of a set is the first, though its name speaks of discs', () => {
  const others = ['disc2.iso', 'hpc-disc2-1.0-amd64.iso', 'bio-1.0-amd64-disc.iso'];
  assert.equal(others.filter(isFirstImage), others);
});

test.run();
