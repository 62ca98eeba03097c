import { join } from 'node:path';
import { parseRecipeLock } from '../../distro/mod.ts';
import { parseDeb822 } from '../../formats/deb822.ts';
import {
  comparePackages,
  type PackageChange,
  type PackageSide,
} from '../../frontend/releases/compare-packages.ts';
import { reachPackages } from '../../frontend/releases/reach-packages.ts';
import { findRelease, type Release } from '../../frontend/releases/release-store.ts';
import { diffProfiles, type Profile, renderApplianceDiffs } from '../../graph/mod.ts';
import { readText } from '../../io/mod.ts';
import { countOf, RELEASE_LOCK } from '../../model/mod.ts';
import { findServed } from '../frontend/frontend-graph.ts';
import { makeProfiles } from '../graph/diff.ts';
import { readSide } from '../graph/diff-sides.ts';
import { printJson, printText } from '../terminal/report.ts';
import { renderTable } from '../terminal/text-table.ts';
import type { ReleaseFormatOptions } from './commands.ts';

/** `cairn release diff A B`: exit code 1 when they differ, as `cairn graph diff`. */
export async function runReleaseDiff(a: string, b: string, { format }: ReleaseFormatOptions): Promise<void> {
  const served = findServed();
  const [before, after] = [await findRelease(served, a), await findRelease(served, b)];
  const [old, now] = [await readProfiles(before), await readProfiles(after)];
  const packages = comparePackages(await readPackages(before, old), await readPackages(after, now));
  const names = [...new Set([...old.keys(), ...now.keys()])].sort();
  const appliances = names.map((name) => diffProfiles(name, old.get(name), now.get(name)));
  const describesOther = appliances.some(({ state }) => state !== 'same');
  const differ = packages.length > 0 || describesOther;
  if (format === 'json') printJson({ a: before.id, b: after.id, differ, packages, appliances });
  else {
    printText(renderPackages(packages));
    printText(
      describesOther
        ? renderApplianceDiffs(appliances)
        : `The graph describes the same for ${countOf(names.length, 'appliance')}\n`,
    );
  }
  if (differ) process.exitCode = 1;
}

function renderPackages(packages: readonly PackageChange[]): string {
  if (packages.length === 0) return 'The packages are the same\n';
  const rows = packages.map(({ name, change, before = '-', after = '-', appliances }) => [
    change,
    name,
    before,
    after,
    appliances.length === 0 ? 'the medium' : appliances.join(' '),
  ]);
  return renderTable(['CHANGE', 'PACKAGE', 'BEFORE', 'AFTER', 'ON'], rows);
}

async function readProfiles({ folder }: Release): Promise<ReadonlyMap<string, Profile>> {
  const options = { roll: [], allowEval: [] } as const;
  const side = await readSide(join(folder, 'graph.json'), options, { with: [], without: [] });
  return side.kind === 'lock' ? new Map() : makeProfiles(side, []);
}

async function readPackages(
  { folder, identity }: Release,
  profiles: ReadonlyMap<string, Profile>,
): Promise<PackageSide> {
  const file = join(folder, RELEASE_LOCK);
  const lock = parseRecipeLock(await readText(file), file);
  const component = identity.components[0] ?? 'main';
  const index = join(
    folder,
    `distribution/dists/${identity.suite}/${component}/binary-${lock.arch}/Packages`,
  );
  const stanzas = parseDeb822(await readText(index), index);
  const reached = [...profiles].map(([appliance, { packages }]) => {
    const wanted = packages.enabled.map(({ name }) => name);
    return [appliance, reachPackages(stanzas, wanted)] as const;
  });
  return { packages: lock.packages, reached: new Map(reached) };
}
