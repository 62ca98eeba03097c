import { join } from 'node:path';
import { type Run, readText } from '../../io/mod.ts';
import { parsePackageFile } from '../../model/files/mod.ts';
import { listRollPackages, listTree, type RollOutline } from '../../rolls/mod.ts';
import { unitOfPath } from './named-units.ts';

/** Units in a .deb, of any kind. @throws {BuildError} COMMAND_FAILED */
export async function listUnitsOfDeb(run: Run, file: string): Promise<readonly string[]> {
  const { stdout } = await run(['dpkg-deb', '--contents', file]);
  return stdout.split('\n').flatMap((line) => {
    const path = /^[-lh]\S+ +\S+ +\S+ +\S+ +\S+ +\.?(\/.*?)(?: -> .*| link to .*)?$/.exec(line)?.[1];
    return path === undefined ? [] : (unitOfPath(path) ?? []);
  });
}

/** Units in the packages that rolls bring themselves, before the small trees among them are built. */
export async function listOwnUnits(run: Run, rolls: readonly RollOutline[]): Promise<ReadonlySet<string>> {
  const units = new Set<string>();
  for (const roll of rolls) {
    const { debs, trees } = await listRollPackages(roll);
    for (const deb of debs) for (const unit of await listUnitsOfDeb(run, deb)) units.add(unit);
    for (const tree of trees)
      for (const path of await listTreePaths(tree)) {
        const unit = unitOfPath(path);
        if (unit !== undefined) units.add(unit);
      }
  }
  return units;
}

async function listTreePaths(folder: string): Promise<readonly string[]> {
  const text = await readText(join(folder, 'package.yaml')).catch(() => undefined);
  if (text === undefined) return (await listTree(folder)).map(({ path }) => `/${path}`);
  const description = parsePackageFile(text, 'package.yaml').value;
  const paths: string[] = Object.keys(description?.links ?? {});
  for (const [target, source] of Object.entries(description?.files ?? {})) {
    const inside = source.startsWith('cairn:') ? [] : await listTree(join(folder, source)).catch(() => []);
    paths.push(target, ...inside.map(({ path }) => `${target.replace(/\/$/, '')}/${path}`));
  }
  return paths;
}
