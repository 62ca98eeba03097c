import { parseSiteFile, type SiteFile } from '../../model/files/mod.ts';
import { BuildError } from '../../model/mod.ts';
import type { InstallState } from '../machine/state.ts';

/** The site files of this installation, weakest first. @throws {BuildError} one that is wrong */
export function readSites({ sites }: Pick<InstallState, 'sites'>): readonly SiteFile[] {
  return sites.map(({ file, text }) => {
    const parsed = parseSiteFile(text, file);
    if (parsed.value === undefined) throw new BuildError(parsed.problems);
    return parsed.value;
  });
}
