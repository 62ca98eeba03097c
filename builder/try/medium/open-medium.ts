import { mkdir, readdir, rename, utimes } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { exists, type Run, readText, withTempDir } from '../../io/mod.ts';
import { GRAPH_BUNDLE, parseJsonDocument } from '../../model/documents/mod.ts';
import {
  CHECKSUMS_NAME,
  fail,
  type GraphBundle,
  isFirstImage,
  parseChecksums,
  TRIAL_PATHS,
} from '../../model/mod.ts';
import layOver from '../world/lay-over.sh?text';
import { runScript } from '../world/run-script.ts';

/** An ISO image of a build, unpacked. */
export interface OpenedMedium {
  /** The image itself: its whole path. */
  readonly iso: string;
  /** As the installer sees the medium. */
  readonly folder: string;
  /** Debian's initrd with Cairn's overlay over it. */
  readonly initrd: string;
  readonly bundle: GraphBundle;
}

/**
 * Unpacks the ISO of a build's output, once for each content.
 *
 * @param output folder NAME-VERSION-ARCH of a build
 * @param cacheDir where it is kept
 * @throws {BuildError} TRY_MEDIUM: there is no ISO
 */
export async function openMedium(output: string, cacheDir: string, run: Run): Promise<OpenedMedium> {
  const name = (await readdir(output)).find(isFirstImage);
  const list = join(output, CHECKSUMS_NAME);
  const sum = name === undefined ? undefined : parseChecksums(await readText(list), list).get(name);
  if (name === undefined || sum === undefined)
    fail(
      'TRY_MEDIUM',
      `There is no ISO image in "${output}"`,
      undefined,
      'A trial installs from it, as a machine does: write media: { iso: true } in the recipe',
    );
  const folder = join(cacheDir, `medium-${sum.slice(0, 32)}`);
  const initrd = join(cacheDir, `initrd-${sum.slice(0, 32)}`);
  await ensureFolder(folder, cacheDir, async (path) => {
    await run(['xorriso', '-osirrox', 'on', '-indev', join(output, name), '-extract', '/', path]);
    // Once, and not by every installation: from now on nobody writes to it
    for (const part of ['cairn', 'install'])
      await run(['sha256sum', '--quiet', '-c', CHECKSUMS_NAME], { cwd: join(path, part) });
  });
  await ensureFolder(initrd, cacheDir, async (path) => {
    await mkdir(path);
    const archives = ['initrd.gz', 'cairn.img'].map((file) => join(folder, 'install', file));
    await runScript(run, { name: 'lay-over', text: layOver }, [path, ...archives]);
  });
  const place = join(folder, 'cairn/graph.json');
  return {
    iso: resolve(output, name),
    folder,
    initrd,
    bundle: parseJsonDocument(GRAPH_BUNDLE, await readText(place), place),
  };
}

/** True where the build has baked in answers about one place: its graph is that place's. */
export function hasSite({ initrd }: Pick<OpenedMedium, 'initrd'>): Promise<boolean> {
  return exists(join(initrd, TRIAL_PATHS.site));
}

/** Makes a folder once; it is not there before it is whole, and its time says when it was last of use. */
async function ensureFolder(
  place: string,
  parent: string,
  make: (path: string) => Promise<unknown>,
): Promise<void> {
  if (!(await exists(place)))
    await withTempDir(async (temp) => {
      await make(join(temp, 'whole'));
      await rename(join(temp, 'whole'), place);
    }, parent);
  const now = new Date();
  await utimes(place, now, now);
}
