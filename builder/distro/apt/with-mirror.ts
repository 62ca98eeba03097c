import { join } from 'node:path';
import { compareDebianVersions } from '../../formats/deb-version.ts';
import { renderDeb822 } from '../../formats/deb822.ts';
import { type ReportStage, readText, sha256 } from '../../io/mod.ts';
import type { PackageArchive } from '../archive.ts';
import { isSecuritySuite } from '../security-suite.ts';
import type { DistroContext, OsArchive, OwnPackage, ResolvedPackage } from '../types.ts';
import { type AptArchive, createAptArchive } from './apt-archive.ts';
import { openAptArchive } from './open-apt-archive.ts';
import type { AptState } from './state/apt-state.ts';
import { readIndexEntries } from './state/indexes.ts';
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
  return openBeside(context, state, { os, arch, digest, listed }, new Set(own.map(({ name }) => name)));
}

/** What of some packages may have other versions than they have. */
export interface Freedom {
  /** Packages by name. */
  readonly names: ReadonlySet<string>;
  /** Whether a newer version counts that comes from a suite for security. */
  readonly security: boolean;
}

/**
 * Opens a mirror with the packages of a lock beside it, which keep their versions but for some.
 *
 * @throws {BuildError} what opening a mirror throws
 */
export async function openHeld(
  context: DistroContext,
  held: ReleasedState,
  { names, security }: Freedom,
  report?: ReportStage,
): Promise<PackageArchive> {
  const { os, arch, listed } = held;
  const { state } = await openAptArchive(context, os, arch, report === undefined ? {} : { report });
  const free = new Set([...names, ...(security ? await listSecurityUpdates(context, state, listed) : [])]);
  const archive = await openBeside(context, state, held, free);
  const kept = new Map(listed.filter(({ name }) => !free.has(name)).map((item) => [item.name, item.sha256]));
  return {
    ...archive,
    readEntries: async (wanted) =>
      (await archive.readEntries(wanted)).filter(({ name, sha256: is }) => (kept.get(name) ?? is) === is),
  };
}

/** Packages that a suite for security has in a newer version. */
async function listSecurityUpdates(
  context: DistroContext,
  state: AptState,
  listed: readonly ResolvedPackage[],
): Promise<readonly string[]> {
  const had = new Map(listed.map((item) => [item.name, item.version]));
  const entries = await readIndexEntries(context, state, new Set(had.keys()));
  return entries
    .filter(({ name, version, suite }) => {
      const before = had.get(name);
      return isSecuritySuite(suite) && before !== undefined && compareDebianVersions(before, version) < 0;
    })
    .map(({ name }) => name);
}

async function openBeside(
  context: DistroContext,
  state: AptState,
  { arch, digest, listed }: ReleasedState,
  free: ReadonlySet<string>,
): Promise<AptArchive> {
  const index = renderDeb822(listed.map(({ stanza }) => stanza));
  const preferences = renderPins(listed, free);
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

function renderPins(listed: readonly ResolvedPackage[], free: ReadonlySet<string>): string {
  return listed
    .filter(({ name }) => !free.has(name))
    .map(
      ({ name, version }) => `Package: ${name}\nPin: version ${version}\nPin-Priority: ${String(PRIORITY)}\n`,
    )
    .join('\n');
}
