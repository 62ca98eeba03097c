import { availableParallelism } from 'node:os';
import { mapLimited, type ReportStage, unreported } from '../../io/mod.ts';
import { BuildError, errorProblem, fail, type Problem, parsePackageName } from '../../model/mod.ts';
import type { PackageArchive, PackageId, Resolution } from '../archive.ts';
import type { OwnPackage, PackageWants, ResolvedPackage, WantedPackage } from '../types.ts';
import { explainFailure } from './explain-failure.ts';

export interface ClosureRequest {
  /** Appliances, and package sets that are resolved in the same way. */
  readonly wants: readonly PackageWants[];
  /** Packages that every machine has from the start, beside the archive's foundation. */
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
  /** How the resolver is asked for a package whose name is a group: `@web-server` to `task-web-server`. */
  readonly groups: Readonly<Record<string, string>>;
}

/**
 * Computes everything that the appliances need, by the archive's resolver, from an empty machine. All of them are
 * looked at before the first failure is reported.
 *
 * @throws {BuildError} PACKAGE_UNSATISFIED with package, appliance, roll, node and the resolver's reason; PACKAGE_CONFLICT
 */
export async function resolveClosure(
  archive: PackageArchive,
  request: ClosureRequest,
  report: ReportStage = unreported,
): Promise<Closure> {
  return report(async (stage) => {
    checkNames(request.wants);
    const full = await archive.withOwn(request.own);
    const known = await readKnownNames(full, request.wants);
    const groups = await full.nameGroups(listGroups(request.wants));
    const nameOf = (wanted: WantedPackage): string => groups[wanted.name] ?? wanted.name;
    const sets: PackageWants[] = [{ appliance: 'base', enabled: [], disabled: [] }, ...request.wants];
    let done = 0;
    const answers = await mapLimited(sets, availableParallelism(), async (wants) => {
      const unwanted = keepOut(wants, known);
      const resolve = (enabled: readonly WantedPackage[]): Promise<Resolution> =>
        full.resolve({ foundation: true, base: request.base, wanted: enabled.map(nameOf), unwanted });
      const resolution = await resolve(wants.enabled);
      done += 1;
      stage.advanceItems(done, sets.length, wants.appliance);
      return { wants, resolve, resolution };
    });
    const problems: Problem[] = [];
    for (const { wants, resolve, resolution } of answers) {
      if (resolution.ok) continue;
      const { appliance, enabled } = wants;
      const failed = { appliance, wanted: enabled, refusal: resolution.refusal, resolve };
      problems.push(...(await explainFailure(full, failed)));
    }
    if (problems.length > 0) throw new BuildError(problems);
    const resolved = answers.map(({ wants, resolution }) => ({ wants, ids: idsOf(resolution) }));
    const packages = await collectPackages(
      full,
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

/** Only names reach the resolver, never an option, a version or a pattern. */
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

/** Which of the disabled names exist at all. */
async function readKnownNames(
  archive: PackageArchive,
  wants: readonly PackageWants[],
): Promise<ReadonlySet<string>> {
  const asked = new Set(wants.flatMap(({ disabled }) => disabled.map((word) => parsePackageName(word).name)));
  if (asked.size === 0) return asked;
  return new Set((await archive.readEntries(asked)).map(({ name }) => name));
}

function listGroups(wants: readonly PackageWants[]): readonly string[] {
  const names = wants.flatMap(({ enabled }) => enabled.map(({ name }) => name));
  return [...new Set(names.filter((name) => name.startsWith('@')))];
}

/** A resolver refuses to keep out what it does not know, and what is wanted as well stays wanted. */
function keepOut(wants: PackageWants, known: ReadonlySet<string>): readonly string[] {
  const enabled = new Set(wants.enabled.map((wanted) => parsePackageName(wanted.name).name));
  return wants.disabled.filter((word) => {
    const { name } = parsePackageName(word);
    return known.has(name) && !enabled.has(name);
  });
}

/** Looks the chosen packages up in the indexes: size, hash and the archive's own paragraph. */
async function collectPackages(
  archive: PackageArchive,
  ids: readonly PackageId[],
): Promise<ResolvedPackage[]> {
  const key = (id: PackageId): string => `${id.name} ${id.version} ${id.arch}`;
  const entries = new Map<string, ResolvedPackage>();
  for (const entry of await archive.readEntries(new Set(ids.map((id) => id.name)))) {
    const other = entries.get(key(entry));
    if (other === undefined) entries.set(key(entry), entry);
    else if (other.sha256 !== entry.sha256) throw conflict(archive, other, entry);
  }
  const newest = new Map<string, ResolvedPackage>();
  for (const id of ids) {
    const entry = entries.get(key(id));
    if (entry === undefined)
      fail('INTERNAL', `Cannot find "${key(id)}" in the indexes that it was chosen from`);
    const other = newest.get(id.name);
    if (other === undefined || archive.compareVersions(other.version, entry.version) < 0)
      newest.set(id.name, entry);
  }
  return [...newest.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function conflict(archive: PackageArchive, a: ResolvedPackage, b: ResolvedPackage): BuildError {
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
