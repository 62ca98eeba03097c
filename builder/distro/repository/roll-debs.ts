import { basename } from 'node:path';
import * as v from 'valibot';
import { compareDebianVersions } from '../../formats/deb-version.ts';
import { requireField } from '../../formats/deb822.ts';
import { digestFile, digestOnce, keepValue, mapLimited } from '../../io/mod.ts';
import { BuildError, errorProblem, type Problem } from '../../model/mod.ts';
import type { DistroContext, OwnPackage } from '../types.ts';
import { readDebControl } from './deb-control.ts';
import { poolName } from './pool-path.ts';
import { readOnceByDpkg } from './read-once.ts';

/** The .debs in a roll's `packages/`. */
export interface RollDebs {
  readonly roll: string;
  /** Paths of the files. */
  readonly files: readonly string[];
}

/**
 * Scans the packages that rolls bring. Of several versions the newest stays; packages for another architecture are
 * left out.
 * dpkg reads the control data of each.
 *
 * @throws {BuildError} PACKAGE_CONFLICT when two rolls bring one version with different content; DEB_MALFORMED
 */
export async function readRollDebs(
  context: DistroContext,
  arch: string,
  rolls: readonly RollDebs[],
): Promise<OwnPackage[]> {
  const files = rolls.flatMap(({ roll, files }) => files.map((file) => ({ roll, file })));
  const all = await mapLimited(files, 4, ({ roll, file }) => readOwnPackage(context, roll, file));
  await readOnceByDpkg(context, all);
  return mergeOwnPackages(all.filter((item) => item.arch === arch || item.arch === 'all'));
}

async function readOwnPackage(context: DistroContext, roll: string, file: string): Promise<OwnPackage> {
  const { sha256, sizeBytes } = await digestOnce(file);
  const { stanza, md5 } = await keepValue(context, {
    kind: 'controls',
    inputs: { file, sha256 },
    shape: v.object({ stanza: v.array(v.tuple([v.string(), v.string()])), md5: v.string() }),
    find: async () => ({
      stanza: [...(await readDebControl(context.run, file))],
      md5: (await digestFile(file, ['md5'])).digests.md5,
    }),
  });
  const control = new Map(stanza);
  const [name, version, arch] = ['Package', 'Version', 'Architecture'].map((field) =>
    requireField(control, field, file),
  ) as [string, string, string];
  const path = poolName({ name, version, arch });
  const shown = new Map([
    ['Package', name],
    ...[...control].filter(([field]) => field !== 'Package'),
    ['Filename', path],
    ['Size', String(sizeBytes)],
    ['MD5sum', md5],
    ['SHA256', sha256],
  ] as [string, string][]);
  const entry = { name, version, arch, sizeBytes, sha256, path, suite: '', component: '' };
  return { ...entry, roll, file, stanza: shown };
}

/** One package for each name: the newest; rolls that disagree about one version are an error. */
export function mergeOwnPackages(packages: readonly OwnPackage[]): OwnPackage[] {
  const newest = new Map<string, OwnPackage>();
  const problems: Problem[] = [];
  for (const item of packages) {
    const twin = packages.find(
      (other) => other.name === item.name && other.version === item.version && other.sha256 !== item.sha256,
    );
    if (twin !== undefined && packages.indexOf(twin) > packages.indexOf(item)) {
      const message = `Rolls "${item.roll}" and "${twin.roll}" bring package "${item.name}" ${item.version} with different content`;
      const places = `${item.roll}: ${basename(item.file)}, ${twin.roll}: ${basename(twin.file)}`;
      problems.push(
        errorProblem('PACKAGE_CONFLICT', message, undefined, `Give one of them another version (${places})`),
      );
    }
    const known = newest.get(item.name);
    if (known === undefined || compareDebianVersions(known.version, item.version) < 0)
      newest.set(item.name, item);
  }
  if (problems.length > 0) throw new BuildError(problems);
  return [...newest.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
