import { readText, sha256 } from '../../io/mod.ts';
import { parseSiteFile, type SiteFile } from '../../model/files/mod.ts';
import { BuildError, type Place } from '../../model/mod.ts';

/** A site as read. */
export interface Site extends SiteFile {
  readonly file: string;
  readonly sha256: string;
  /** The file as it is, to be baked into media. */
  readonly text: string;
  readonly placeOf: (...path: readonly (string | number)[]) => Place;
}

/** Reads a `site.yaml`. @throws {BuildError} FILE_UNREADABLE; YAML_*, SITE_* with everything that is wrong */
export async function readSite(file: string): Promise<Site> {
  const text = await readText(file);
  const { value, problems, placeOf } = parseSiteFile(text, file);
  if (value === undefined) throw new BuildError(problems);
  return { ...value, file, sha256: sha256(text), text, placeOf };
}
