import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type CpioMember, TYPE_BITS } from '../../../builder/formats/cpio.ts';
import { placeInInitrd } from '../../../builder/media/overlay/debian-initrd.ts';
import { mergeUsr, namesOfMerged } from '../../../builder/media/overlay/merge-usr.ts';

const part = fc.constantFrom('usr', 'lib', 'bin', 'sbin', 'lib64', 'etc', 'modules', 'hooks.d', 'x', '.', '');
const path = fc
  .array(part, { minLength: 1, maxLength: 6 })
  .map((parts) => parts.join('/'))
  .filter((text) => text.split('/').some((each) => each !== '' && each !== '.'));

const folder = (name: string): [string, CpioMember] => [
  name,
  { name, mode: TYPE_BITS.directory | 0o755, content: new Uint8Array(), mtimeSeconds: 0 },
];
/** An initrd with these folders; with `lib` among them its folders are not merged. */
const initrd = fc.array(path, { maxLength: 8 }).map((paths) => {
  const names = paths.map((each) =>
    each
      .split('/')
      .filter((one) => one !== '' && one !== '.')
      .join('/'),
  );
  return { members: new Map(names.map(folder)) };
});

const test = suite('places in an initrd');

test('a path is on one side of usr/ or on the other, and stays where it was put', () => {
  fc.assert(
    fc.property(path, initrd, (text, { members }) => {
      const place = placeInInitrd(text, { members });
      assert.ok(namesOfMerged(text).includes(place), `${text} is put at ${place}`);
      assert.is(placeInInitrd(place, { members }), place);
    }),
  );
});

test('an initrd whose folders are merged has everything below usr/', () => {
  fc.assert(
    fc.property(path, initrd, (text, { members }) => {
      members.delete('lib');
      assert.is(placeInInitrd(text, { members }), mergeUsr(text));
    }),
  );
});

test('a folder that the initrd has is not made a second time on the other side', () => {
  fc.assert(
    fc.property(fc.constantFrom('lib', 'bin', 'sbin'), fc.boolean(), (top, isApart) => {
      const own = isApart ? `${top}/hooks.d` : `usr/${top}/hooks.d`;
      const members = new Map([folder('lib'), folder(own)]);
      for (const text of [`usr/${top}/hooks.d/S29`, `/${top}/hooks.d/S29`])
        assert.is(placeInInitrd(text, { members }), `${own}/S29`);
    }),
  );
});

test.run();
