import { parseSiteFile, type SiteFile } from '../../model/files/mod.ts';
import { BuildError } from '../../model/mod.ts';
import type { InstallState } from '../machine/state.ts';

/** Whether a site file says something about this place: that hosts belong to it, a factory knows too. */
export function isSiteKnown(state: Pick<InstallState, 'sites'>): boolean {
  return readSites(state).some((site) => Object.keys(site).some((key) => key !== 'hosts'));
}

/** The site files of this installation, weakest first. @throws {BuildError} one that is wrong */
export function readSites({ sites }: Pick<InstallState, 'sites'>): readonly SiteFile[] {
  return sites.map(({ file, text }) => {
    const parsed = parseSiteFile(text, file);
    if (parsed.value === undefined) throw new BuildError(parsed.problems);
    return parsed.value;
  });
}
