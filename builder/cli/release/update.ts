import type { BuildResult } from '../../build/build-output.ts';
import { readNote } from '../../build/release/closure-note.ts';
import { type Closure, hasMirror, isSecuritySuite, type RecipeLock } from '../../distro/mod.ts';
import { comparePackages, type PackageChange } from '../../frontend/releases/compare-packages.ts';
import { countOf, fail } from '../../model/mod.ts';
import { askYes } from '../terminal/ask-yes.ts';
import { printLine, printText } from '../terminal/report.ts';
import { renderTable } from '../terminal/text-table.ts';
import type { ReleaseUpdateOptions } from './commands.ts';
import { makeRelease, type ReleaseMaking } from './make-release.ts';
import { openFrontendSurroundings } from './surroundings.ts';

/** `cairn release update` */
export async function runReleaseUpdate({ release, yes }: ReleaseUpdateOptions): Promise<void> {
  await makeRelease(release, {}, (making) => updateFromMirror(making, yes === true));
}

async function updateFromMirror(making: ReleaseMaking, yes: boolean): Promise<BuildResult | undefined> {
  const { base, compose } = making;
  if (!(await hasMirror((await openFrontendSurroundings()).distro)))
    fail('MIRROR_MISSING', 'There is no mirror to update from', undefined, 'Name one: CAIRN_MIRROR=URL');
  const { closure } = await compose({ fromMirror: true, dryRun: true });
  const note = await readNote(base);
  const changes = compareUpdate(base.lock, note?.byAppliance ?? {}, closure);
  if (changes.length === 0) {
    printLine('The mirror has nothing newer than this release');
    return undefined;
  }
  printText(renderUpdate(changes));
  if (!yes && !(await askYes('Build a release with these?', '--yes'))) return undefined;
  return compose({ fromMirror: true, dryRun: false });
}

/** A package that changes. */
export interface UpdatedPackage extends PackageChange {
  /** It comes from a suite for security. */
  readonly isSecurity: boolean;
}

/** What an update would change, by name. Pure. */
export function compareUpdate(
  lock: Pick<RecipeLock, 'packages'>,
  had: Closure['byAppliance'],
  { packages, byAppliance }: Pick<Closure, 'packages' | 'byAppliance'>,
): readonly UpdatedPackage[] {
  const reach = (names: Closure['byAppliance']) =>
    new Map(Object.entries(names).map(([appliance, list]) => [appliance, new Set(list)]));
  const suites = new Map(packages.map(({ name, suite }) => [name, suite]));
  const before = { packages: lock.packages, reached: reach(had) };
  const after = { packages, reached: reach(byAppliance) };
  return comparePackages(before, after).map((change) => {
    const isSecurity = change.change !== 'gone' && isSecuritySuite(suites.get(change.name) ?? '');
    return { ...change, isSecurity };
  });
}

/** The same for people. */
export function renderUpdate(changes: readonly UpdatedPackage[]): string {
  const rows = changes.map(({ name, change, before = '-', after = '-', appliances, isSecurity }) => [
    change,
    name,
    before,
    after,
    isSecurity ? 'security' : '-',
    appliances.join(' ') || '-',
  ]);
  const table = renderTable(['CHANGE', 'PACKAGE', 'BEFORE', 'AFTER', 'FROM', 'ON'], rows);
  const security = changes.filter(({ isSecurity }) => isSecurity).length;
  return `${table}${countOf(changes.length, 'package')}, of these ${security} from security\n`;
}
