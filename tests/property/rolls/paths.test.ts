import { join, normalize } from 'node:path';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isInnerLink, normalizeArchivePath } from '../../../builder/rolls/archive/archive-path.ts';
import { parseManifest, renderManifest } from '../../../builder/rolls/pack/manifest.ts';

/** Names as archives hold them, with many a dot and slash. */
const name = fc
  .array(
    fc.oneof(fc.constantFrom('.', '..', '/', '//', 'a', 'nodes', ' ', '\\'), fc.string({ maxLength: 3 })),
    { maxLength: 8 },
  )
  .map((parts) => parts.join('/'));

const test = suite('archive paths and manifests');

test('what is accepted lies below the folder', () => {
  fc.assert(
    fc.property(name, (text) => {
      const found = normalizeArchivePath(text);
      if (found === undefined || 'wrong' in found) return;
      const place = normalize(join('/top/tree', found.path));
      assert.ok(place.startsWith('/top/tree/'), `${JSON.stringify(text)} leads to ${place}`);
      assert.is(join('/top/tree', found.path), place);
    }),
  );
});

test('a link that is accepted leads below the folder', () => {
  fc.assert(
    fc.property(name, name, (path, target) => {
      const found = normalizeArchivePath(path);
      if (found === undefined || 'wrong' in found || !isInnerLink(found.path, target)) return;
      const place = normalize(join('/top/tree', found.path, '..', target));
      assert.ok(`${place}/`.startsWith('/top/tree/'), `${path} -> ${target} leads to ${place}`);
    }),
  );
});

test('a manifest reads back as it was written', () => {
  const file = fc.record({
    path: fc.string({ minLength: 1, unit: 'grapheme' }),
    sha256: fc
      .array(fc.integer({ min: 0, max: 15 }), { minLength: 64, maxLength: 64 })
      .map((digits) => digits.map((digit) => digit.toString(16)).join('')),
    sizeBytes: fc.nat(),
    executable: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(file, { maxLength: 5 }), (files) => {
      const text = renderManifest(
        'x',
        '1',
        files.map((each) => ({ ...each, absolute: '' })),
      );
      assert.equal(
        parseManifest(text)?.files,
        files.map((each) => ({ ...each })),
      );
    }),
  );
});

test.run();
