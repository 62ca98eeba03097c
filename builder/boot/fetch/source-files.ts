import { BuildError, CHECKSUMS_NAME, parseChecksums } from '../../model/mod.ts';
import type { Effects } from '../machine/effects.ts';
import { InstallFailure } from '../machine/failure.ts';
import { fetchFile } from './fetch-file.ts';
import { fetchText } from './fetch-text.ts';

/** What a folder of a server or a medium holds: checksums by path. */
export type Checksums = ReadonlyMap<string, string>;

/** Reads the list of a folder on a server. @throws {InstallFailure} */
function fetchChecksums(effects: Effects, url: string): Checksums {
  const list = `${url}/${CHECKSUMS_NAME}`;
  return readChecksums(fetchText(effects, list, 'The list of checksums'), list);
}

/**
 * Reads a list of checksums; what it names lies below the list's own folder.
 *
 * @param place of the list, for people
 * @throws {InstallFailure}
 */
export function readChecksums(text: string, place: string): Checksums {
  try {
    const sums = parseChecksums(text, place);
    const outside = [...sums.keys()].find((path) => path.startsWith('/') || path.split('/').includes('..'));
    if (outside === undefined) return sums;
    throw new InstallFailure(`"${place}" names "${outside}", which is outside its folder`);
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    throw new InstallFailure(`"${place}" is no list of checksums: ${error.message}`);
  }
}

/**
 * Fetches one file of the distribution's source, as its list says it is.
 *
 * @param url base address of the source
 * @param path in it: "base.tar.zst"
 * @param place where it is to be
 */
export function fetchSourceFile(effects: Effects, url: string, path: string, place: string): void {
  const sha256 = fetchChecksums(effects, url).get(path);
  if (sha256 === undefined) throw new InstallFailure(`"${url}/${CHECKSUMS_NAME}" does not name "${path}"`);
  fetchFile(effects, `${url}/${path}`, place, sha256);
}
