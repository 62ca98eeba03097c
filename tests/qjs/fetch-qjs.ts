import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import {
  createDistroContext,
  fetchPackages,
  findPackages,
  openArchive,
  unpackDeb,
} from '../../builder/distro/mod.ts';
import { withLock } from '../../builder/io/mod.ts';

/** The target whose QuickJS runs the engine; the build host may be older and have none. */
const TARGET = {
  id: 'debian-13',
  codename: 'trixie',
  suites: ['trixie', 'trixie-updates', 'trixie-security'],
  components: ['main'],
  keyring: 'debian-archive-keyring',
};
const CACHE = resolve('output/.cache/qjs');

/**
 * How to run QuickJS: the host's `qjs`, or the target's package unpacked with the target's libc, whose loader
 * runs it. Fetched once, through the host's apt.
 */
export async function findQjs(): Promise<readonly string[]> {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const own = folders.map((folder) => join(folder, 'qjs')).find((file) => existsSync(file));
  if (own !== undefined) return [own];
  const root = join(CACHE, 'root');
  if (!existsSync(root)) {
    await mkdir(CACHE, { recursive: true });
    await withLock(join(CACHE, 'lock'), () => unpackTarget(root));
  }
  const library = join(root, 'usr/lib/x86_64-linux-gnu');
  return [join(library, 'ld-linux-x86-64.so.2'), '--library-path', library, join(root, 'usr/bin/qjs')];
}

async function unpackTarget(root: string): Promise<void> {
  if (existsSync(root)) return;
  const context = createDistroContext();
  const archive = await openArchive(context, TARGET, 'amd64');
  const packages = await findPackages(archive, ['quickjs', 'libc6']);
  const files = await fetchPackages(context, archive, packages);
  const part = `${root}.part`;
  await rm(part, { recursive: true, force: true });
  for (const file of files.values()) await unpackDeb(context, file, part);
  await writeFile(
    join(part, 'packages'),
    packages.map(({ name, version }) => `${name} ${version}\n`).join(''),
  );
  await rename(part, root);
}
