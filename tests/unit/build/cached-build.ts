import { cp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { hashFile, run } from '../../../builder/io/mod.ts';
import { parseReleaseList, RELEASE_LIST } from '../../../builder/model/mod.ts';
import { closeFakeBuild, type FakeBuild, openFakeBuild } from './fake-build.ts';

/** What a build is told. */
export type Change = NonNullable<Parameters<FakeBuild['build']>[0]>;

/** An image, and what its release consists of: SHA-256 by path. */
interface BuiltImage {
  readonly sha256: string;
  readonly files: ReadonlyMap<string, string>;
}

/** A fake build that was built once, with a cache. */
export interface CachedBuild {
  readonly fake: FakeBuild;
  readonly before: BuiltImage;
}

/** A change of an input. */
export interface InputChange {
  /** @returns what the build is told */
  readonly change: (fake: FakeBuild) => Promise<Change>;
  /** Files of the release that are others then, beside those of every change. */
  readonly others: readonly string[];
}

const INPUTS = ['recipes', 'rolls', 'program', 'site.yaml'];
/** Of a cache: what comes from a mirror. */
const FETCHED = ['apt', 'by-sha256'];

export async function openCachedBuild(): Promise<CachedBuild> {
  const recipe = 'name: tiny\nversion: "1.0"\nos: debian-13\nrolls: [os, base]\nmedia: { netboot: false }\n';
  const fake = await openFakeBuild({ recipe });
  for (const name of INPUTS)
    await cp(join(fake.dir, name), join(fake.dir, 'kept', name), { recursive: true });
  return { fake, before: await buildImage(fake) };
}

export function closeCachedBuild({ fake }: CachedBuild): Promise<void> {
  return closeFakeBuild(fake);
}

/** What differs always, when anything does: the lock names the medium, and that is in the overlay. */
const LOCK = ['cairn/medium.json', 'cairn/recipe.lock', 'install/cairn.img'];

/** Proves that exactly what follows from a change is made anew: with the cache, and in the same bytes without. */
export async function proveChange(
  { fake, before }: CachedBuild,
  { change, others }: InputChange,
): Promise<void> {
  try {
    const told = await change(fake);
    const warm = await buildImage(fake, told);
    const paths = [...new Set([...before.files.keys(), ...warm.files.keys()])];
    const differ = paths.filter((path) => before.files.get(path) !== warm.files.get(path)).sort();
    const isKnown = (path: string): boolean => [...others, ...LOCK].includes(path);
    assert.equal(
      differ.filter((path) => !isKnown(path)),
      [],
      'nothing else is another',
    );
    for (const path of others) assert.ok(differ.includes(path), `${path} is another`);
    const cacheDir = join(fake.dir, 'empty');
    for (const name of FETCHED)
      await cp(join(fake.distro.cacheDir, name), join(cacheDir, name), {
        recursive: true,
        preserveTimestamps: true,
      });
    const cold = await buildImage(fake, { ...told, distro: { ...told.distro, cacheDir } });
    assert.equal([...warm.files], [...cold.files]);
    assert.is(warm.sha256, cold.sha256, 'the cache gives what is made without it');
  } finally {
    await rm(join(fake.dir, 'empty'), { recursive: true, force: true });
    for (const name of INPUTS) {
      await rm(join(fake.dir, name), { recursive: true });
      await cp(join(fake.dir, 'kept', name), join(fake.dir, name), { recursive: true });
    }
  }
}

async function buildImage(fake: FakeBuild, change: Change = {}): Promise<BuiltImage> {
  await fake.build(change);
  const image = join(fake.dir, 'out/tiny-1.0-amd64/tiny-1.0-amd64.iso');
  const list = join(fake.dir, 'release.list');
  await rm(list, { force: true });
  await run(['xorriso', '-osirrox', 'on', '-indev', image, '-extract', `/cairn/${RELEASE_LIST}`, list]);
  const { files } = parseReleaseList(new TextDecoder().decode(await readFile(list)), list);
  return {
    sha256: (await hashFile(image)).sha256,
    files: new Map(files.map(({ path, sha256 }) => [path, sha256])),
  };
}
