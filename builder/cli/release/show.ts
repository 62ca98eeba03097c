import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseRecipeLock } from '../../distro/mod.ts';
import { readReleaseFiles } from '../../frontend/releases/release-files.ts';
import { findRelease, type Release } from '../../frontend/releases/release-store.ts';
import { foldNodeSet } from '../../hosts/mod.ts';
import { formatBytes, readText } from '../../io/mod.ts';
import { countOf, RELEASE_LOCK } from '../../model/mod.ts';
import { findServed } from '../frontend/frontend-graph.ts';
import { withState } from '../frontend/with-state.ts';
import { printJson, printLine } from '../terminal/report.ts';
import type { ReleaseFormatOptions } from './commands.ts';
import { readUsers } from './read-users.ts';

/** `cairn release show ID` */
export async function runReleaseShow(text: string, { format }: ReleaseFormatOptions): Promise<void> {
  const release = await findRelease(findServed(), text);
  const file = join(release.folder, RELEASE_LOCK);
  const lock = parseRecipeLock(await readText(file), file);
  const size = await measure(release);
  const users = await withState(readUsers);
  const { id, identity } = release;
  const { gets, runs, isFrontends, said } = users.of(id);
  const shown = {
    ...{ id, lock: identity.id, name: identity.name, version: identity.version },
    ...{ os: lock.os.id, arch: lock.arch, inUse: id === users.inUse, gets, runs, isFrontends, said },
    rolls: lock.rolls.map(({ name, version }) => ({ name, version })),
    ...{ packages: lock.packages.length, ...size },
  };
  if (format === 'json') return printJson(shown);
  const nobody = (names: readonly string[]): string =>
    names.length === 0 ? 'nobody' : `${names.length}: ${foldNodeSet(names)}`;
  for (const [title, value] of [
    ['release', `${id}${shown.inUse ? ' (in use)' : ''}`],
    ['lock', shown.lock],
    ['of', `${shown.name} ${shown.version}, ${shown.os} ${shown.arch}`],
    ['rolls', shown.rolls.map(({ name, version }) => `${name} ${version}`).join(', ')],
    ['packages', String(shown.packages)],
    [
      'size',
      `${countOf(size.files, 'file')}, ${formatBytes(size.sizeBytes)}, of these ${formatBytes(size.ownBytes)} its own`,
    ],
    ['said for', said.length === 0 ? '-' : said.join(', ')],
    ['get it', nobody(gets)],
    ['run it', isFrontends ? `the frontend; ${nobody(runs)}` : nobody(runs)],
  ] as const)
    printLine(`${title.padEnd(9)} ${value}`);
}

/** What it takes; its own is what no other release has. */
async function measure(
  release: Release,
): Promise<{ readonly files: number; readonly sizeBytes: number; readonly ownBytes: number }> {
  const paths = [...(await readReleaseFiles(release)).keys()];
  let [sizeBytes, ownBytes] = [0, 0];
  for (const path of paths) {
    const info = await stat(join(release.folder, path)).catch(() => undefined);
    sizeBytes += info?.size ?? 0;
    if (info?.nlink === 1) ownBytes += info.size;
  }
  return { files: paths.length, sizeBytes, ownBytes };
}
