import {
  CHECKSUMS_NAME,
  nameRelease,
  RELEASE_BOOT_FILES,
  RELEASE_BOOT_FOLDER,
  RELEASE_IN_USE,
  RELEASE_LIST,
  RELEASE_SIGNATURE,
  RELEASES_FOLDER,
  renderChecksums,
} from '../../model/mod.ts';
import { copyMissing } from '../discs/copy-missing.ts';
import { countDiscs } from '../discs/find-discs.ts';
import { fetchFile } from '../fetch/fetch-file.ts';
import { askForText, fetchText } from '../fetch/fetch-text.ts';
import { readPledgedSums } from '../fetch/release-list.ts';
import { type Checksums, damagedMedium, readChecksums, readMediumChecksums } from '../fetch/source-files.ts';
import { findWrong, sha256Of } from '../machine/checksum.ts';
import { capture, type Effects, mustRun } from '../machine/effects.ts';
import { InstallFailure } from '../machine/failure.ts';
import { PATHS } from '../machine/paths.ts';
import { readIdentity } from '../machine/source.ts';
import { type InstallState, readState } from '../machine/state.ts';

const GRAPH = 'graph.json';

/** The parts of a release, with the folders of a medium that they are copies of. */
export const RELEASE_PARTS = [
  { folder: 'cairn', below: '' },
  { folder: RELEASE_BOOT_FOLDER, below: `/${RELEASE_BOOT_FOLDER}` },
] as const;

/**
 * `copy-release TARGET`, for scripts of the graph that run in the installer: what this installation comes from becomes a
 * release in TARGET, which a frontend serves, and the one in use. Every file is checked; a release has its name when it is
 * whole.
 *
 * @throws {InstallFailure}
 */
export function copyRelease(effects: Effects, [target]: readonly string[]): void {
  const state = readState(effects);
  const { source } = state;
  const { releases, place, id } = findPlace(effects, target);
  // Beside its place. What a try before this one has fetched is not read again.
  const beside = `${releases}/.new-${id}`;
  mustRun(effects, ['mkdir', '-p', `${beside}/${RELEASE_BOOT_FOLDER}`]);
  if (source.device === undefined) copyFromServer(effects, source.url, beside);
  else
    for (const { folder, below } of RELEASE_PARTS)
      copyFromMedium(effects, state, folder, `${beside}${below}`);
  // One of the same name is of an installation before this one, with its answers
  mustRun(effects, ['rm', '-rf', place]);
  mustRun(effects, ['mv', beside, place]);
  useRelease(effects, releases, id);
}

/** Where the release of this installation is to be. @throws {InstallFailure} nothing says where */
export function findPlace(
  effects: Effects,
  target: string | undefined,
): { readonly releases: string; readonly place: string; readonly id: string } {
  if (target === undefined) throw new InstallFailure('Usage: copy-release TARGET');
  const id = nameRelease(readIdentity(effects).id);
  const releases = `${target.replace(/\/+$/, '')}/${RELEASES_FOLDER}`;
  return { releases, place: `${releases}/${id}`, id };
}

/** Makes a release the one that hosts get. */
export function useRelease(effects: Effects, releases: string, id: string): void {
  mustRun(effects, ['ln', '-sfn', id, `${releases}/${RELEASE_IN_USE}`]);
}

function copyFromMedium(effects: Effects, state: InstallState, folder: string, target: string): void {
  const from = `${PATHS.source}/${folder}`;
  const status = effects.run(['cp', '-a', `${from}/.`, `${target}/`]);
  if (status !== 0)
    throw new InstallFailure(`"${from}" of the medium cannot be copied to "${target}" (status ${status})`);
  const sums = agree(effects, folder, readMediumChecksums(effects, from), from);
  const wrong = findWrong(effects, target, sums);
  const count = countDiscs(effects);
  const isMissing = (path: string): boolean => !effects.exists(`${target}/${path}`);
  if (wrong.length > 0 && count > 1 && wrong.every(isMissing))
    copyMissing(effects, state, count, { folder, target, sums, wrong });
  else if (wrong.length > 0) throw damagedMedium(wrong);
  if (state.source.discs !== undefined) dropUnlisted(effects, target, sums);
}

/** What the medium has, and the release that discs make of it has not. */
function dropUnlisted(effects: Effects, target: string, sums: Checksums): void {
  const found = capture(effects, [PATHS.busybox, 'find', target, '-type', 'f']) ?? '';
  for (const file of found.split('\n')) {
    const path = file.slice(target.length + 1);
    // The boot files have a list of their own
    const isOther = path === '' || path === CHECKSUMS_NAME || path.startsWith(`${RELEASE_BOOT_FOLDER}/`);
    if (!isOther && !sums.has(path)) effects.remove(file);
  }
}

function copyFromServer(effects: Effects, url: string, target: string): void {
  const place = `${url}/${CHECKSUMS_NAME}`;
  const said = readChecksums(fetchText(effects, place, 'The list of checksums'), place);
  const sums = agree(effects, 'cairn', said, url);
  // A frontend serves the graph with the answers of its place; the release's own is in the overlay
  if (sums.get(GRAPH) !== said.get(GRAPH))
    effects.write(`${target}/${GRAPH}`, effects.read(PATHS.bundle) ?? '');
  fetchListed(effects, url, sums, target);
  writeChecksums(effects, target, sums);
  const boot = listBootFiles(effects, url);
  const folder = `${target}/${RELEASE_BOOT_FOLDER}`;
  fetchListed(effects, boot.base, boot.sums, folder);
  writeChecksums(effects, folder, boot.sums);
}

function writeChecksums(effects: Effects, folder: string, sums: Checksums): void {
  const files = [...sums].map(([path, sha256]) => ({ path, sha256 }));
  effects.write(`${folder}/${CHECKSUMS_NAME}`, renderChecksums(files));
}

/**
 * The checksums that count of a folder of the release: those that the overlay vouches for, where it does. What the folder's own
 * list says goes with the files to whoever is served later, so it must be the same; but for the graph.
 *
 * @throws {InstallFailure}
 */
function agree(effects: Effects, folder: string, said: Checksums, place: string): Checksums {
  const pledged = readPledgedSums(effects, folder);
  if (pledged === undefined) return said;
  const wanted = new Map(pledged);
  if (folder === 'cairn') {
    wanted.set(RELEASE_LIST, sha256Of(effects, PATHS.releaseList) ?? '');
    const signature = said.get(RELEASE_SIGNATURE);
    if (signature !== undefined) wanted.set(RELEASE_SIGNATURE, signature);
  }
  const isOther = (path: string): boolean => path !== GRAPH && said.get(path) !== wanted.get(path);
  const other = [...new Set([...said.keys(), ...wanted.keys()])].find(isOther);
  if (other === undefined) return wanted;
  throw new InstallFailure(
    `"${place}/${CHECKSUMS_NAME}" says another thing of "${other}" than the list that this installer was made with`,
    'Packages and boot files must be of one build: set up the server, or write the medium, again',
  );
}

/** What the target holds already is not read again where it is right. */
function fetchListed(effects: Effects, base: string, sums: Checksums, target: string): void {
  const wrong = findWrong(effects, target, sums);
  const folders = new Set(wrong.map((path) => `${target}/${path}`.replace(/\/[^/]*$/, '')));
  for (const place of folders) effects.run(['mkdir', '-p', place]);
  for (const path of wrong) fetchFile(effects, `${base}/${path}`, `${target}/${path}`, sums.get(path)!);
}

/** Boot files and the address that their paths are below. */
interface BootFiles {
  readonly base: string;
  readonly sums: Checksums;
}

/**
 * In the release itself on a frontend; beside `cairn` in `install/` on the medium, and so on a server that has the medium's
 * files; in a folder for network boot beside `cairn` itself.
 */
function listBootFiles(effects: Effects, url: string): BootFiles {
  const beside = url.replace(/\/[^/]*$/, '');
  for (const folder of [url, beside]) {
    const base = `${folder}/${RELEASE_BOOT_FOLDER}`;
    const reply = askForText(effects, `${base}/${CHECKSUMS_NAME}`);
    if (reply.kind === 'done') return pickBootFiles(effects, reply.text, base);
  }
  return pickBootFiles(
    effects,
    fetchText(effects, `${beside}/${CHECKSUMS_NAME}`, 'The list of boot files'),
    beside,
  );
}

function pickBootFiles(effects: Effects, text: string, base: string): BootFiles {
  const place = `${base}/${CHECKSUMS_NAME}`;
  const listed = readChecksums(text, place);
  const own = new Map([...listed].filter(([path]) => RELEASE_BOOT_FILES.includes(path)));
  const missing = RELEASE_BOOT_FILES.filter((path) => !own.has(path));
  if (missing.length > 0) throw new InstallFailure(`"${place}" does not name ${missing.join(', ')}`);
  return { base, sums: agree(effects, RELEASE_BOOT_FOLDER, own, base) };
}
