import { join } from 'node:path';
import { exists, hashFile } from '../../io/mod.ts';
import { BuildError, errorProblem } from '../../model/mod.ts';
import type { CarriedFolder, DistroContext, ResolvedPackage } from '../types.ts';
import { storeFile } from './store-file.ts';

/** Takes packages out of a carried cache into the own one; what is damaged there counts as missing. */
export async function takeCarried(
  context: DistroContext,
  missing: readonly ResolvedPackage[],
): Promise<void> {
  const store = context.carried?.store;
  if (store === undefined) return;
  for (const { sha256 } of missing) {
    const file = join(store, sha256.slice(0, 2), sha256);
    const found = await hashFile(file).catch(() => undefined);
    if (found?.sha256 === sha256) await storeFile(context, file, sha256);
  }
}

/** @throws {BuildError} CACHE_INCOMPLETE, naming every package that was not carried in */
export async function checkCarried(
  carried: CarriedFolder | undefined,
  missing: readonly ResolvedPackage[],
): Promise<void> {
  if (carried === undefined) return;
  const { name, mirror, store } = carried;
  const absent: ResolvedPackage[] = [];
  for (const item of missing)
    if (store !== undefined || !(await exists(join(mirror, item.path)))) absent.push(item);
  if (absent.length === 0) return;
  const hint = 'Export it again, with what this build needs, where there is a mirror: cairn mirror export';
  throw new BuildError(
    absent.map((item) => {
      const what = `"${item.name}" ${item.version} (${item.arch}, SHA-256 ${item.sha256})`;
      return errorProblem('CACHE_INCOMPLETE', `"${name}" has no whole copy of ${what}`, undefined, hint);
    }),
  );
}
