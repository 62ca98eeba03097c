import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../../../io/mod.ts';
import type { DistroContext, Mirrors, OsArchive } from '../../types.ts';
import { renderAptConfig, renderAptSources, renderPreferences } from './apt-files.ts';
import { findKeyring } from './keyring.ts';
import { renderSignedBy } from './signed-by.ts';
import { readTransport } from './transport.ts';

/** Writes settings or sources: proxies and mirrors may have a login in their address, so it is for its owner alone. */
export function writeAptFile(path: string, text: string): Promise<void> {
  return writeFileAtomic(path, text, { mode: 0o600 });
}

/** Makes an isolated root for apt, with its settings and sources. @throws {BuildError} KEYRING_MISSING */
export async function writeAptFiles(
  context: DistroContext,
  dir: string,
  os: OsArchive,
  arch: string,
  mirrors: Mirrors,
): Promise<void> {
  for (const folder of ['lists/partial', 'cache/archives/partial', 'state', 'log']) {
    await mkdir(join(dir, folder), { recursive: true });
  }
  const [config, keyring] = [await readTransport(context), await findKeyring(os.keyring)];
  await writeAptFile(join(dir, 'apt.conf'), renderAptConfig(dir, arch, config));
  await writeAptFile(
    join(dir, 'archive.sources'),
    renderAptSources(os, arch, await renderSignedBy(keyring), mirrors),
  );
  await writeAptFile(join(dir, 'preferences'), renderPreferences(os));
  // Nothing is installed. An old time stamp keeps apt's cache of the lists valid.
  await writeFileAtomic(join(dir, 'state/status'), '', { mtimeSeconds: 1 });
}
