import { readText, sha256 } from '../../io/mod.ts';
import { frontendNameOf, parseSiteFile, type SiteFile } from '../../model/files/mod.ts';
import { adviseName, BuildError, errorProblem, type Place } from '../../model/mod.ts';

/** A site as read. */
export interface Site extends SiteFile {
  readonly file: string;
  readonly sha256: string;
  /** The file as it is, to be baked into media. */
  readonly text: string;
  readonly placeOf: (...path: readonly (string | number)[]) => Place;
}

/** A frontend refuses values for hosts that it does not know: they would be lost at its first start. @throws {BuildError} SITE_HOST */
export function refuseUnknownHosts(site: Site): void {
  const hosts = [frontendNameOf(site), ...Object.keys(site.hosts ?? {})];
  const unknown = (['attributes', 'secrets'] as const).flatMap((key) =>
    Object.keys(site[key]?.host ?? {})
      .filter((name) => !hosts.includes(name))
      .map((name) => {
        const hint = `${adviseName(name, hosts)} A host is described under "hosts"`;
        const place = site.placeOf(key, 'host', name);
        return errorProblem('SITE_HOST', `The site has no host "${name}"`, place, hint);
      }),
  );
  if (unknown.length > 0) throw new BuildError(unknown);
}

/** Reads a `site.yaml`. @throws {BuildError} FILE_UNREADABLE; YAML_*, SITE_* with everything that is wrong */
export async function readSite(file: string): Promise<Site> {
  const site = await parseSite(file);
  refuseUnknownHosts(site);
  return site;
}

/** A `site.yaml` by itself: hosts of a list may come besides. @throws {BuildError} FILE_UNREADABLE, YAML_*, SITE_* */
export async function parseSite(file: string): Promise<Site> {
  const text = await readText(file);
  const { value, problems, placeOf } = parseSiteFile(text, file);
  if (value === undefined) throw new BuildError(problems);
  return { ...value, file, sha256: sha256(text), text, placeOf };
}
