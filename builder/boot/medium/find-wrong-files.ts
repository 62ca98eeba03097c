import { CHECKSUMS_NAME, type ReleaseFile, type ReleaseList, UNLISTED_FILES } from '../../model/mod.ts';
import { sumFiles } from '../machine/checksum.ts';
import { capture, type Effects } from '../machine/effects.ts';
import { InstallFailure } from '../machine/failure.ts';
import { PATHS } from '../machine/paths.ts';

/** How far the check of a medium is: bytes of its files. */
export interface CheckProgress {
  readonly doneBytes: number;
  readonly totalBytes: number;
}

/** What the medium is one of. */
export interface DiscSet {
  /** Of so many discs it is the first: what is on others is compared when it is copied. */
  readonly discs: number;
  /** Others are laid over it: what it has, and the release that they make has not, is not used. */
  readonly isLaid: boolean;
}

/** So much is read before anybody hears of it. */
const GROUP_BYTES = 32_000_000;
const GROUP_FILES = 100;

/** Lists that the list itself does not name. What is used of a release is compared with the list alone. */
const UNLISTED: readonly string[] = [
  ...UNLISTED_FILES.map((name) => `cairn/${name}`),
  `install/${CHECKSUMS_NAME}`,
];

/**
 * Compares the files of the mounted medium with the list of its release.
 *
 * @returns paths of what is damaged, missing, or in no list
 */
export function findWrongFiles(
  effects: Effects,
  list: ReleaseList,
  { discs, isLaid }: DiscSet,
  onProgress: (progress: CheckProgress) => void,
): string[] {
  const totalBytes = list.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const wrong: string[] = [];
  let doneBytes = 0;
  for (const group of groupFiles(list.files)) {
    const found = sumFiles(
      effects,
      `${PATHS.source}/`,
      group.map(({ path }) => path),
    );
    const isElsewhere = (path: string): boolean =>
      discs > 1 && !found.has(path) && !effects.exists(`${PATHS.source}/${path}`);
    const other = group.filter(({ path, sha256 }) => found.get(path) !== sha256 && !isElsewhere(path));
    wrong.push(...other.map(({ path }) => path));
    doneBytes += group.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    onProgress({ doneBytes, totalBytes });
  }
  return isLaid ? wrong : [...wrong, ...findStrangers(effects, list)];
}

function groupFiles(files: readonly ReleaseFile[]): ReleaseFile[][] {
  const groups: ReleaseFile[][] = [];
  let bytes = 0;
  for (const file of files) {
    const last = groups.at(-1);
    if (last === undefined || bytes + file.sizeBytes > GROUP_BYTES || last.length === GROUP_FILES) {
      groups.push([file]);
      bytes = 0;
    } else last.push(file);
    bytes += file.sizeBytes;
  }
  return groups;
}

/** A frontend copies whole folders: what nobody listed would be served too. */
function findStrangers(effects: Effects, list: ReleaseList): string[] {
  const known = new Set([...list.files.map(({ path }) => path), ...UNLISTED]);
  const folders = ['cairn', 'install'].map((name) => `${PATHS.source}/${name}`);
  const found = capture(effects, ['find', ...folders, '!', '-type', 'd']);
  if (found === undefined) throw new InstallFailure('The files of the medium cannot be listed (find)');
  return found
    .split('\n')
    .filter((path) => path !== '')
    .map((path) => path.slice(PATHS.source.length + 1))
    .filter((path) => !known.has(path));
}
