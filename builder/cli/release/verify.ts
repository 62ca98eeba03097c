import { join } from 'node:path';
import { readReleaseFiles } from '../../frontend/releases/release-files.ts';
import { findRelease, listReleases, type Release } from '../../frontend/releases/release-store.ts';
import { checkChain, checkContent, PLACED_FILES } from '../../frontend/releases/verify-release.ts';
import { BuildError, countOf, type Problem } from '../../model/mod.ts';
import { findServed } from '../frontend/frontend-graph.ts';
import { printLine } from '../terminal/report.ts';

/** `cairn release verify [ID]` */
export async function runReleaseVerify(text: string | undefined): Promise<void> {
  const served = findServed();
  const releases = text === undefined ? await listReleases(served) : [await findRelease(served, text)];
  const problems: Problem[] = [];
  for (const release of releases) problems.push(...(await verify(release)));
  if (problems.length > 0) throw new BuildError(problems);
}

async function verify({ id, folder, identity }: Release): Promise<readonly Problem[]> {
  const files = await readReleaseFiles({ folder });
  const pathOf = (path: string): string => join(folder, path);
  const content = await checkContent(files, pathOf);
  const found = content.length > 0 ? content : await checkChain(files, pathOf, identity, PLACED_FILES);
  if (found.length === 0)
    printLine(`${id} (${identity.name} ${identity.version}): ${countOf(files.size, 'file')} good`);
  return found.map((problem) => ({ ...problem, message: `Release ${id}: ${problem.message}` }));
}
