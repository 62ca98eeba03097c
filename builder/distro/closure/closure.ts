import { availableParallelism } from 'node:os';
import { compareDebianVersions } from '../../formats/deb-version.ts';
import { type ReportStage, unreported } from '../../io/mod.ts';
import { BuildError, errorProblem, fail, type Problem } from '../../model/mod.ts';
import {
  FOUNDATION,
  type PackageId,
  prepareResolver,
  type Resolution,
  resolveWithApt,
} from '../apt/apt-resolve.ts';
import { readIndexEntries } from '../apt/indexes.ts';
import { withOwnPackages } from '../apt/own-archive.ts';
import { mapLimited } from '../map-limited.ts';
import type {
  AptArchive,
  DistroContext,
  OwnPackage,
  PackageWants,
  ResolvedPackage,
  WantedPackage,
} from '../types.ts';
import { explainFailure } from './closure-failure.ts';

export interface ClosureRequest {
  /** Appliances, and package sets that are resolved in the same way. */
  readonly wants: readonly PackageWants[];
  /** Packages that every machine has from the start, beside the essential ones and apt. */
  readonly base: readonly string[];
  readonly own: readonly OwnPackage[];
}

export interface Closure {
  /** Everything that some machine needs, sorted by name. */
  readonly packages: readonly ResolvedPackage[];
  /** Names of what the base system consists of, sorted. */
  readonly base: readonly string[];
  /** Names of all packages of each appliance, base included, sorted. */
  readonly byAppliance: Readonly<Record<string, readonly string[]>>;
  /** How apt at install time is asked for a package whose name is a group: `@web-server` to `task-web-server`. */
  readonly groups: Readonly<Record<string, string>>;
}

/**
 * Computes everything that the appliances need, by apt, from an empty machine. All of them are looked at before the
 * first failure is reported.
 *
 * @throws {BuildError} PACKAGE_UNSATISFIED with package, appliance, roll, node and apt's reason; PACKAGE_CONFLICT
 */
export async function resolveClosure(
  context: DistroContext,
  archive: AptArchive,
  request: ClosureRequest,
  report: ReportStage = unreported,
): Promise<Closure> {
  return report(async (stage) => {
    checkNames(request.wants);
    const full = await withOwnPackages(context, archive, request.own);
    const [known] = await Promise.all([readKnownNames(full, request), prepareResolver(context, full)]);
    const groups = collectGroups(request.wants, known);
    const toArgument = (wanted: WantedPackage): string => groups[wanted.name] ?? wanted.name;
    const sets: PackageWants[] = [{ appliance: 'base', enabled: [], disabled: [] }, ...request.wants];
    let done = 0;
    const answers = await mapLimited(sets, availableParallelism(), async (wants) => {
      const fixed = [...FOUNDATION, ...request.base, ...keepOut(wants, known)];
      const resolution = await resolveWithApt(context, full, [...fixed, ...wants.enabled.map(toArgument)]);
      done += 1;
      stage.advanceItems(done, sets.length, wants.appliance);
      return { wants, fixed, resolution };
    });
    const problems: Problem[] = [];
    for (const { wants, fixed, resolution } of answers) {
      if (resolution.ok) continue;
      const failed = { appliance: wants.appliance, wanted: wants.enabled, toArgument, fixed, resolution };
      problems.push(...(await explainFailure(context, full, failed)));
    }
    if (problems.length > 0) throw new BuildError(problems);
    const resolved = answers.map(({ wants, resolution }) => ({ wants, ids: idsOf(resolution) }));
    const packages = await collectPackages(
      archive,
      request.own,
      resolved.flatMap(({ ids }) => ids),
    );
    stage.summarize(`${packages.length} packages`);
    const names = (ids: readonly PackageId[]): string[] => ids.map((id) => id.name).sort();
    const byAppliance = resolved.slice(1).map(({ wants, ids }) => [wants.appliance, names(ids)] as const);
    return { packages, base: names(resolved[0]!.ids), byAppliance: Object.fromEntries(byAppliance), groups };
  });
}

function idsOf(resolution: Resolution): readonly PackageId[] {
  return resolution.ok ? resolution.ids : [];
}

/** Only names reach apt's command line, never an option, a version or a pattern. */
function checkNames(wants: readonly PackageWants[]): void {
  const problems: Problem[] = [];
  for (const { appliance, enabled } of wants) {
    for (const { name, place } of enabled) {
      if (/^@?[A-Za-z0-9][A-Za-z0-9+.-]*(?<!-)(?::[a-z0-9-]+)?$/.test(name)) continue;
      const message = `Cannot satisfy package "${name}" of appliance "${appliance}": that is no package name`;
      problems.push(errorProblem('PACKAGE_UNSATISFIED', message, place));
    }
  }
  if (problems.length > 0) throw new BuildError(problems);
}

/** Which of the disabled names and of the groups' packages exist at all. */
async function readKnownNames(archive: AptArchive, request: ClosureRequest): Promise<ReadonlySet<string>> {
  const asked = new Set<string>();
  for (const { enabled, disabled } of request.wants) {
    for (const name of disabled) asked.add(name);
    for (const { name } of enabled) if (name.startsWith('@')) asked.add(`task-${name.slice(1)}`);
  }
  if (asked.size === 0) return asked;
  const entries = await readIndexEntries(archive, asked);
  const own = request.own.map((item) => item.name).filter((name) => asked.has(name));
  return new Set([...entries.map((entry) => entry.name), ...own]);
}

/** A group is a package `task-NAME` in today's Debian, a `Task:` field in older archives. */
function collectGroups(wants: readonly PackageWants[], known: ReadonlySet<string>): Record<string, string> {
  const groups: Record<string, string> = {};
  for (const { name } of wants.flatMap((item) => item.enabled)) {
    if (!name.startsWith('@')) continue;
    const metaPackage = `task-${name.slice(1)}`;
    groups[name] = known.has(metaPackage) ? metaPackage : `${name.slice(1)}^`;
  }
  return groups;
}

/** Apt refuses to keep out what it does not know, and what is wanted as well stays wanted. */
function keepOut(wants: PackageWants, known: ReadonlySet<string>): string[] {
  const enabled = new Set(wants.enabled.map((wanted) => wanted.name));
  return wants.disabled.filter((name) => known.has(name) && !enabled.has(name)).map((name) => `${name}-`);
}

/** Looks the chosen packages up in the indexes: size, hash and the archive's own paragraph. */
async function collectPackages(
  archive: AptArchive,
  own: readonly OwnPackage[],
  ids: readonly PackageId[],
): Promise<ResolvedPackage[]> {
  const key = (id: PackageId): string => `${id.name} ${id.version} ${id.arch}`;
  const upstream = await readIndexEntries(archive, new Set(ids.map((id) => id.name)));
  const entries = new Map<string, ResolvedPackage>();
  for (const entry of [...upstream, ...own]) {
    const other = entries.get(key(entry));
    if (other === undefined) entries.set(key(entry), entry);
    else if (other.sha256 !== entry.sha256) throw conflict(archive, other, entry);
  }
  const newest = new Map<string, ResolvedPackage>();
  for (const id of ids) {
    const entry = entries.get(key(id));
    if (entry === undefined)
      fail('INTERNAL', `Cannot find "${key(id)}" in the indexes that apt chose it from`);
    const other = newest.get(id.name);
    if (other === undefined || compareDebianVersions(other.version, entry.version) < 0)
      newest.set(id.name, entry);
  }
  return [...newest.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function conflict(archive: AptArchive, a: ResolvedPackage, b: ResolvedPackage): BuildError {
  const [first, second] = [a, b].map((item) => `"${item.roll ?? archive.os.id}"`);
  return new BuildError(
    errorProblem(
      'PACKAGE_CONFLICT',
      `Rolls ${first} and ${second} bring package "${a.name}" ${a.version} with different content`,
      undefined,
      'Give one of them another version',
    ),
  );
}
