import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  composeRepository,
  type DistroContext,
  type OsArchive,
  readRollDebs,
} from '../../builder/distro/mod.ts';
import { encodeDeb, type FakePackage } from './deb.ts';

/** An archive of packages in a folder, which real apt reads without a network. */
export interface FakeArchive {
  /** For `DistroContext.mirror`. */
  readonly mirror: string;
  readonly os: OsArchive;
}

const EPOCH = 1_700_000_000;

/** The least that apt takes for an operating system. */
export const FAKE_FOUNDATION: readonly FakePackage[] = [
  { name: 'base-files', fields: { Essential: 'yes', Depends: 'libc6' } },
  { name: 'libc6', fields: { Section: 'libs' } },
  { name: 'apt', fields: { Depends: 'libc6' } },
];

/**
 * Writes a signed archive of small packages.
 *
 * @param folder new folder
 * @param context where the key that signs is made
 * @param codename of its one suite
 * @param more files of packages that are there already
 */
export async function writeFakeArchive(
  folder: string,
  context: DistroContext,
  packages: readonly FakePackage[],
  codename = 'trixie',
  more: readonly string[] = [],
): Promise<FakeArchive> {
  const debs = join(folder, 'debs');
  await mkdir(debs, { recursive: true });
  const files: string[] = [...more];
  for (const item of packages) {
    files.push(join(debs, `${item.name}_${item.version ?? '1'}.deb`));
    await writeFile(files.at(-1)!, await encodeDeb(item));
  }
  const read = await readRollDebs(context, 'amd64', [{ roll: 'fake', files }]);
  const dir = join(folder, 'archive');
  const { keyringFile } = await composeRepository(context, {
    packages: read,
    files: new Map(read.map((item) => [item.sha256, item.file])),
    codename,
    version: '13',
    arch: 'amd64',
    label: 'fake',
    epochSeconds: EPOCH,
    dir,
  });
  const suite = { codename, suites: [codename], components: ['main'] };
  return { mirror: `copy:${dir}`, os: { id: 'debian-13', ...suite, keyring: keyringFile } };
}
