import { join } from 'node:path';
import { renderDeb822 } from '../../formats/deb822.ts';
import { type ReportStage, readText, sha256 } from '../../io/mod.ts';
import type { DistroContext, OsArchive, OwnPackage, ResolvedPackage } from '../types.ts';
import { type AptArchive, createAptArchive } from './apt-archive.ts';
import { openAptArchive } from './open-apt-archive.ts';
import { writeLocalState } from './state/local-state.ts';

/** Packages that a release has. */
export interface ReleasedState {
  readonly os: OsArchive;
  readonly arch: string;
  /** Names the lists that they were chosen from. */
  readonly digest: string;
  readonly listed: readonly ResolvedPackage[];
}

/** Above what any archive gives by itself, below what would make apt go back from a version. */
const PRIORITY = 990;

/**
 * Opens a mirror with the packages of a release beside it. What the release has comes in its versions, whatever newer ones
 * the mirror has: only what it lacks is the mirror's.
 *
 * @param own packages that rolls bring: of those the newest version counts
 * @throws {BuildError} what opening a mirror throws
 */
export async function openWithMirror(
  context: DistroContext,
  { os, arch, digest, listed }: ReleasedState,
  own: readonly OwnPackage[],
  report?: ReportStage,
): Promise<AptArchive> {
  const { state } = await openAptArchive(context, os, arch, report === undefined ? {} : { report });
  const index = renderDeb822(listed.map(({ stanza }) => stanza));
  const preferences = renderPins(listed, new Set(own.map(({ name }) => name)));
  const dir = join(state.dir, 'released', sha256(`${index}\n${preferences}`).slice(0, 32));
  const sources = await readText(join(state.dir, 'archive.sources'));
  const beside = { dir: state.dir, sources };
  await writeLocalState(context, { dir, arch, index, beside, preferences });
  return createAptArchive(context, {
    ...state,
    dir,
    configFile: join(dir, 'apt.conf'),
    digest: sha256(`${digest} ${state.digest}`),
    listed,
  });
}

function renderPins(listed: readonly ResolvedPackage[], own: ReadonlySet<string>): string {
  return listed
    .filter(({ name }) => !own.has(name))
    .map(
      ({ name, version }) => `Package: ${name}\nPin: version ${version}\nPin-Priority: ${String(PRIORITY)}\n`,
    )
    .join('\n');
}
