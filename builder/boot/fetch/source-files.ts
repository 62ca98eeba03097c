import { BuildError, CHECKSUMS_NAME, isPlainPath, parseChecksums } from '../../model/mod.ts';
import { findWrong } from '../machine/checksum.ts';
import type { Effects } from '../machine/effects.ts';
import { InstallFailure } from '../machine/failure.ts';
import { ON_MEDIUM } from '../machine/paths.ts';
import type { Source } from '../machine/source.ts';
import { fetchFile } from './fetch-file.ts';
import { fetchText } from './fetch-text.ts';
import { readPledgedSums } from './release-list.ts';

/** What a folder of a server or a medium holds: checksums by path. */
export type Checksums = ReadonlyMap<string, string>;

/** What the source of the distribution holds: as the overlay vouches for it, else as the source itself says. @throws {InstallFailure} */
function fetchChecksums(effects: Effects, url: string): Checksums {
  const pledged = readPledgedSums(effects, 'cairn');
  if (pledged !== undefined) return pledged;
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
    const outside = [...sums.keys()].find((path) => !isPlainPath(path));
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
  fetchFile(effects, `${url}/${path}`, place, sumOf(fetchChecksums(effects, url), path, url));
}

/**
 * Has one file of the distribution's source at hand, as its list says it is: on the medium, or fetched.
 *
 * @param place where it is fetched to, where there is no medium
 * @returns where it is
 */
export function takeSourceFile(effects: Effects, source: Source, path: string, place: string): string {
  if (source.device === undefined) {
    fetchSourceFile(effects, source.url, path, place);
    return place;
  }
  const wrong = findWrong(effects, ON_MEDIUM, new Map([[path, readSourceSum(effects, source, path)]]));
  if (wrong.length > 0) throw damagedMedium(wrong);
  return `${ON_MEDIUM}/${path}`;
}

/** The checksum of one file of the distribution's source, as its list says it is. */
export function readSourceSum(effects: Effects, source: Source, path: string): string {
  if (source.device === undefined) return sumOf(fetchChecksums(effects, source.url), path, source.url);
  const pledged = readPledgedSums(effects, 'cairn');
  return sumOf(pledged ?? readMediumChecksums(effects, ON_MEDIUM), path, ON_MEDIUM);
}

/** Reads the list of a folder of the mounted medium. */
export function readMediumChecksums(effects: Effects, folder: string): Checksums {
  const list = `${folder}/${CHECKSUMS_NAME}`;
  return readChecksums(effects.read(list) ?? '', list);
}

/** @param wrong files that are not as the medium's own list says */
export function damagedMedium(wrong: readonly string[]): InstallFailure {
  const more = wrong.length > 3 ? ` and ${wrong.length - 3} more` : '';
  return new InstallFailure(
    `The medium is damaged: ${wrong.slice(0, 3).join(', ')}${more}`,
    'Write it anew from an image that "cairn media verify" finds right',
  );
}

function sumOf(sums: Checksums, path: string, folder: string): string {
  const sum = sums.get(path);
  if (sum === undefined) throw new InstallFailure(`The list of "${folder}" does not name "${path}"`);
  return sum;
}
