import { cpSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readKnownRelease } from '../../../builder/build/delta/known-files.ts';
import { readRecipe } from '../../../builder/build/mod.ts';
import { run, sha256 } from '../../../builder/io/mod.ts';
import { DISC_IDENTITY, parseJsonDocument } from '../../../builder/model/documents/mod.ts';
import { type BuildError, type DiscIdentity, parseReleaseList } from '../../../builder/model/mod.ts';
import { failureOf } from '../../fakes/failure-of.ts';
import { closeFakeBuild, type FakeBuild, openFakeBuild } from './fake-build.ts';

// Time limit: 8 minutes
// A medium that is spread over discs, and a disc with rolls that is laid over a medium, make the release whole.

const MIB = 1024 * 1024;
const SIZE = 11 * MIB;
const noise = (size: number, seed: number): Uint8Array => {
  const bytes = new Uint8Array(size);
  let state = seed;
  for (let index = 0; index < size; index += 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    bytes[index] = state >>> 16;
  }
  return bytes;
};
const large = (name: string, mib: number, seed: number) => ({
  name,
  files: { [`usr/share/${name}`]: noise(mib * MIB, seed) },
});
const recipe = (more: string): string =>
  `name: tiny\nversion: "1.0"\nos: debian-13\nrolls: [os, base]\n${more}`;

interface Context {
  fake: FakeBuild;
}

const test = suite<Context>('several discs');
test.before(async (context) => {
  const fake = await openFakeBuild({
    recipe: recipe('media: { netboot: false }\n'),
    packages: [large('first', 2, 1), large('second', 3, 2), large('third', 3, 3)],
  });
  await fake.write(
    'rolls/base/nodes/compute.xml',
    '<node><package>second</package><package>third</package></node>',
  );
  await fake.write('rolls/base/nodes/frontend.xml', '<node><package>first</package></node>');
  const edges = '<edge from="compute" to="greeting"/><edge from="frontend" to="greeting"/>';
  await fake.write('rolls/base/graphs/base.xml', `<graph>${edges}</graph>`);
  const appliances = 'appliances:\n  compute: { node: compute }\n  frontend: { node: frontend }\n';
  const roll = readFileSync(join(fake.dir, 'rolls/base/roll.yaml'), 'utf8');
  await fake.write('rolls/base/roll.yaml', roll.replace(/appliances:\n.*\n/, appliances));
  await fake.build();
  Object.assign(context, { fake });
});
test.after(({ fake }) => closeFakeBuild(fake));

/** Unpacks an image. */
async function unpack({ dir }: FakeBuild, image: string, to: string): Promise<string> {
  const folder = join(dir, to);
  await mkdir(folder, { recursive: true });
  await run(['xorriso', '-osirrox', 'on', '-indev', image, '-extract', '/', folder]);
  await run(['chmod', '-R', 'u+w', folder]);
  return folder;
}

const identityOf = (folder: string): DiscIdentity =>
  parseJsonDocument(DISC_IDENTITY, readFileSync(join(folder, 'disc.json'), 'utf8'));

/** What the signed list of a tree names, and is not there or something else. */
function listWrong(folder: string): string[] {
  const { files } = parseReleaseList(
    readFileSync(join(folder, 'cairn/release.list'), 'utf8'),
    'release.list',
  );
  return files
    .filter(({ path, sha256: sum }) => {
      const file = join(folder, path);
      return !existsSync(file) || sha256(readFileSync(file)) !== sum;
    })
    .map(({ path }) => path);
}

test('are each under their size, and together the whole medium', async ({ fake }) => {
  await fake.write('recipes/tiny.yaml', recipe(`media: { netboot: false, size: ${SIZE / MIB} }\n`));
  await fake.build({ outputDir: join(fake.dir, 'split') });
  const output = join(fake.dir, 'split/tiny-1.0-amd64');
  const images = readdirSync(output).filter((name) => name.endsWith('.iso'));
  assert.equal(images.sort(), ['tiny-1.0-amd64-disc2.iso', 'tiny-1.0-amd64.iso']);
  for (const image of images) assert.ok(statSync(join(output, image)).size <= SIZE, image);
  const first = await unpack(fake, join(output, 'tiny-1.0-amd64.iso'), 'first');
  const second = await unpack(fake, join(output, 'tiny-1.0-amd64-disc2.iso'), 'second');
  const pool = (folder: string): string[] =>
    readdirSync(join(folder, 'cairn/distribution/pool'), { recursive: true }).map(String);
  assert.ok(pool(first).some((path) => path.endsWith('/first_1_all.deb')));
  assert.ok(pool(second).some((path) => path.endsWith('.deb')));
  assert.equal(identityOf(second).name, 'tiny 1.0, disc 2 of 2');
  assert.equal(identityOf(first).id, identityOf(second).id);
  assert.is.not(listWrong(first).length, 0);
  // What the set holds is known by its lock, for a disc that brings rolls to it
  assert.ok((await readKnownRelease(run, join(output, 'recipe.lock'))).files!.has('cairn/graph.json'));
  cpSync(second, first, { recursive: true });
  assert.equal(listWrong(first), []);
});

test('are refused with the name of what is too large, in the place of the size', async ({ fake }) => {
  await fake.write('recipes/tiny.yaml', recipe('media: { netboot: false, size: 6 }\n'));
  const { problems } = await failureOf(fake.build({ outputDir: join(fake.dir, 'small') }));
  const [problem] = problems;
  assert.is(problem!.code, 'MEDIA_SIZE');
  assert.match(
    problem!.message,
    /^"distribution\/pool\/.*\/(?:first|second|third)_1_all\.deb" \(\d+ bytes\) is larger/,
  );
  assert.is(problem!.place?.line, 5);
});

test('a disc of rolls makes of a medium the release with them', async ({ fake }) => {
  await fake.write('recipes/tiny.yaml', recipe('media: { netboot: false }\n'));
  await fake.write('rolls/extra/roll.yaml', 'name: extra\nversion: 2\n');
  await fake.write('rolls/extra/nodes/extra.xml', '<node><package>hello</package></node>');
  await fake.write('rolls/extra/graphs/extra.xml', '<graph><edge from="frontend" to="extra"/></graph>');
  const lock = join(fake.dir, 'out/tiny-1.0-amd64/recipe.lock');
  const deltaFrom = await readKnownRelease(run, lock);
  await fake.write(
    'recipes/tiny.yaml',
    recipe('media: { netboot: false }\n').replace('base]', 'base, extra]'),
  );
  const wanted = { ...(await readRecipe(join(fake.dir, 'recipes/tiny.yaml'))), makes: 'disc' as const };
  await fake.build({ recipe: wanted, deltaFrom, outputDir: join(fake.dir, 'extra') });
  const output = join(fake.dir, 'extra/tiny-1.0-amd64-disc');
  const disc = await unpack(fake, join(output, 'tiny-1.0-amd64-disc.iso'), 'disc');
  assert.equal(
    { ...identityOf(disc), id: '' },
    { format: 1, name: 'extra 2', id: '', over: deltaFrom.id, number: 1, count: 1 },
  );
  assert.is(identityOf(disc).id, sha256(readFileSync(join(output, 'recipe.lock'))));
  // Of what the medium has nothing is on it
  const found = readdirSync(disc, { recursive: true }).map(String);
  assert.not(found.some((path) => /second_|base\.tar/.test(path)));
  const medium = await unpack(fake, join(fake.dir, 'out/tiny-1.0-amd64/tiny-1.0-amd64.iso'), 'medium');
  // As the installer checks it: by the medium's own keys
  const key = join(medium, 'cairn/distribution/cairn-archive-keyring.pgp');
  const list = join(disc, 'cairn/release.list');
  await run(['gpgv', '-q', '--ignore-time-conflict', '--keyring', key, `${list}.asc`, list]);
  cpSync(disc, medium, { recursive: true });
  assert.equal(listWrong(medium), []);
});

test('a disc of rolls is not made for a medium of which the lock alone is there', async ({ fake }) => {
  const known = await readKnownRelease(run, join(fake.dir, 'out/tiny-1.0-amd64/recipe.lock'));
  const wanted = { ...(await readRecipe(join(fake.dir, 'recipes/tiny.yaml'))), makes: 'disc' as const };
  const build = (deltaFrom: typeof known): Promise<BuildError> =>
    failureOf(fake.build({ recipe: wanted, deltaFrom, outputDir: join(fake.dir, 'none') }));
  assert.is((await build({ ...known, files: undefined })).problems[0]!.code, 'LOCK_STALE');
  assert.match((await build({ ...known, engine: 'f' })).problems[0]!.message, /installer of another Cairn/);
});

test.run();
