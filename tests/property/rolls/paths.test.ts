import { mkdir, mkdtemp, readdir, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, normalize } from 'node:path';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BuildError } from '../../../builder/model/mod.ts';
import { isInnerLink, normalizeArchivePath } from '../../../builder/rolls/archive/archive-path.ts';
import { openUnpackSink } from '../../../builder/rolls/archive/unpack-sink.ts';
import { parseRollManifest, renderRollManifest } from '../../../builder/rolls/pack/manifest.ts';

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

test('no set of links that is accepted leads outside, through whatever other links', async () => {
  const part = fc.constantFrom('a', 'b', 'c', '..', '.');
  const path = fc
    .array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 3 })
    .map((parts) => parts.join('/'));
  const target = fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => parts.join('/'));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(path, target), { maxLength: 6 }), async (links) => {
      const outer = await mkdtemp(join(tmpdir(), 'cairn-test-'));
      try {
        const folder = join(outer, 'x/y/tree');
        await mkdir(folder, { recursive: true });
        const sink = openUnpackSink('x.tar', folder, { bytes: 1000, entries: 100 });
        try {
          for (const [from, to] of links) sink.addLink(from, to);
          await sink.finish();
        } catch (error) {
          if (!(error instanceof BuildError)) throw error;
        }
        for (const entry of await readdir(outer, { recursive: true, withFileTypes: true })) {
          const found = join(entry.parentPath, entry.name);
          if (!entry.isSymbolicLink()) continue;
          assert.ok(found.startsWith(folder), found);
          const real = await realpath(found).catch(() => folder);
          assert.ok(`${real}/`.startsWith(`${folder}/`), `${found} leads to ${real}`);
        }
      } finally {
        await rm(outer, { recursive: true, force: true });
      }
    }),
    { numRuns: 150 },
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
      const text = renderRollManifest(
        'x',
        '1',
        files.map((each) => ({ ...each, absolute: '' })),
      );
      assert.equal(
        parseRollManifest(text)?.files,
        files.map((each) => ({ ...each })),
      );
    }),
  );
});

test.run();
