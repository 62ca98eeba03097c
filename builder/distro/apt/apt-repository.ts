import { mkdir, symlink } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { renderDeb822, setFields } from '../../formats/deb822.ts';
import { readAptConfig, writeFileAtomic } from '../../io/mod.ts';
import type { PackageArchive, Resolution } from '../archive.ts';
import type { Repository } from '../repository/compose-repository.ts';
import type { DistroContext, ResolvedPackage } from '../types.ts';
import { askApt, writeArguments } from './apt-resolve.ts';
import { renderAptConfig } from './settings/apt-files.ts';
import { copyUri } from './settings/copy-uri.ts';
import { renderSignedBy } from './settings/signed-by.ts';
import { writeAptFile } from './settings/write-apt-files.ts';

/** Opens our own repository as a machine's apt does; any complaint of apt is a refusal. */
export async function openAptRepository(
  context: DistroContext,
  repository: Repository,
  installed: readonly ResolvedPackage[],
  scratch: string,
): Promise<Pick<PackageArchive, 'resolve'> | (Resolution & { readonly ok: false })> {
  const configFile = join(scratch, 'apt.conf');
  await writeRoot(context, scratch, repository, installed);
  const update = await context.run(['apt-get', 'update', '-q'], {
    env: { APT_CONFIG: configFile },
    okCodes: [0, 100],
  });
  const complaints = `${update.stdout}\n${update.stderr}`.split('\n').filter((line) => /^[EW]: /.test(line));
  if (update.exitCode !== 0 || complaints.length > 0) {
    return {
      ok: false,
      refusal: { by: 'apt', unknown: [], virtual: new Map(), unmet: complaints, errors: [] },
    };
  }
  return {
    resolve: (installation) => askApt(context, configFile, writeArguments(installation)),
  };
}

async function writeRoot(
  context: DistroContext,
  dir: string,
  repository: Repository,
  installed: readonly ResolvedPackage[],
): Promise<void> {
  for (const folder of ['lists/partial', 'cache/archives/partial', 'state', 'log']) {
    await mkdir(join(dir, folder), { recursive: true });
  }
  // Wherever the repository lies, apt gets a path that it can take.
  const place = join(dir, 'repository');
  await symlink(resolve(repository.dir), place);
  const keyring = join(place, relative(repository.dir, repository.keyringFile));
  const status = installed.map((item) => setFields(item.stanza, { Status: 'install ok installed' }));
  await writeFileAtomic(join(dir, 'state/status'), renderDeb822(status));
  const config = renderAptConfig(dir, repository.arch, await readAptConfig(context.run));
  await writeAptFile(join(dir, 'apt.conf'), config);
  await writeFileAtomic(
    join(dir, 'archive.sources'),
    `Types: deb\nURIs: ${copyUri(place)}\n` +
      `Suites: ${repository.codename}\nComponents: ${repository.components.join(' ')}\n` +
      `Architectures: ${repository.arch}\n${await renderSignedBy(keyring)}`,
  );
}
