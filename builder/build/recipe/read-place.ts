import { addHosts } from './add-hosts.ts';
import { parseSite, refuseUnknownHosts, type Site } from './read-site.ts';

/**
 * Reads what is known of a place.
 *
 * @param file its `site.yaml`
 * @param hostsFile a list of hosts besides
 * @returns undefined: nothing
 * @throws {BuildError} as `readSite` and {@link addHosts}
 */
export async function readPlace(
  file: string | undefined,
  hostsFile: string | undefined,
): Promise<Site | undefined> {
  const site = file === undefined ? undefined : await parseSite(file);
  const whole = hostsFile === undefined ? site : await addHosts(site, hostsFile);
  if (whole !== undefined) refuseUnknownHosts(whole);
  return whole;
}
