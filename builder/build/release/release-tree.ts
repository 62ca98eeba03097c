import { basename, dirname, join } from 'node:path';
import { parseRecipeLock, type RecipeLock } from '../../distro/mod.ts';
import { exists, hashFile, readBytes, readText } from '../../io/mod.ts';
import { fail, parseReleaseList, RELEASE_LIST, type ReleaseFile } from '../../model/mod.ts';
import type { Trust } from '../../rolls/mod.ts';
import { listOfRelease, readTrustedList } from '../trust/check-list.ts';

/** A release as it lies on a disk: on a medium, in an output, or on a frontend. */
export interface ReleaseTree {
  /** Digest of its lock. */
  readonly id: string;
  /** Folder of what is served: `medium.json`, `distribution/`, `rolls/`. */
  readonly cairn: string;
  /** Folder of what machines start from: `vmlinuz`, `initrd.gz`, `cairn.img`. */
  readonly install: string;
  readonly lock: RecipeLock;
  /** Everything that it consists of. */
  readonly files: ReadonlyMap<string, ReleaseFile>;
  /** Where a file is that the list names, checked; undefined where the list has it not. @throws {BuildError} RELEASE_DAMAGED */
  readonly find: (path: string) => Promise<string | undefined>;
  /** The same of a file with this content. */
  readonly findContent: (sha256: string) => Promise<string | undefined>;
  /** A file's bytes. @throws {BuildError} RELEASE_DAMAGED, also for what the list has not */
  readonly read: (path: string) => Promise<Uint8Array>;
}

/**
 * Opens a release. Its list is signed, and each file is compared with the list when it is first used.
 *
 * @param folder a medium's top, its `cairn/`, a folder for network boot, or a release of a frontend
 * @param trust 'own': it was checked when it came in, and is this machine's own
 * @throws {BuildError} RELEASE_MISSING, RELEASE_DAMAGED, RELEASE_UNTRUSTED; LOCK_SYNTAX, CHECKSUMS_SYNTAX
 */
export async function openRelease(folder: string, trust: Trust | 'own'): Promise<ReleaseTree> {
  const { cairn, install } = await findFolders(folder);
  const listFile = join(cairn, RELEASE_LIST);
  const offered = listOfRelease(listFile, (path) => join(cairn, path));
  const command = (): string => `cairn roll trust ${offered.key} (this once: --keyring ${offered.key})`;
  const text = trust === 'own' ? await readText(listFile) : await readTrustedList(offered, trust, command);
  const list = parseReleaseList(text, listFile);
  const files = new Map(list.files.map((file) => [file.path, file]));
  const placeOf = (path: string): string =>
    path.startsWith('cairn/') ? join(cairn, path.slice('cairn/'.length)) : join(install, basename(path));
  const checked = new Map<string, Promise<string>>();
  const check = async (file: ReleaseFile): Promise<string> => {
    const place = placeOf(file.path);
    if (trust === 'own') return place;
    const { sha256 } = await hashFile(place);
    return sha256 === file.sha256
      ? place
      : fail('RELEASE_DAMAGED', `Not the file that its release names`, { file: place });
  };
  const find = async (path: string): Promise<string | undefined> => {
    const file = files.get(path);
    if (file === undefined) return undefined;
    const known = checked.get(path) ?? check(file);
    checked.set(path, known);
    return known;
  };
  const byContent = new Map(list.files.map((file) => [file.sha256, file.path]));
  const findContent = async (sha256: string): Promise<string | undefined> =>
    find(byContent.get(sha256) ?? '');
  const read = async (path: string): Promise<Uint8Array> =>
    readBytes(
      (await find(path)) ?? fail('RELEASE_DAMAGED', `The release lacks "${path}"`, { file: listFile }),
    );
  const lockFile = join(cairn, 'recipe.lock');
  const lock = parseRecipeLock(new TextDecoder().decode(await read('cairn/recipe.lock')), lockFile);
  return { id: list.id, cairn, install, lock, files, find, findContent, read };
}

async function findFolders(folder: string): Promise<{ readonly cairn: string; readonly install: string }> {
  const inside = join(folder, 'cairn');
  const cairn = (await exists(join(inside, 'medium.json'))) ? inside : folder;
  if (!(await exists(join(cairn, 'medium.json'))) || !(await exists(join(cairn, RELEASE_LIST)))) {
    const hint =
      'Name the folder of a medium, or a release of a frontend: one with medium.json and release.list';
    return fail('RELEASE_MISSING', 'No release of Cairn is here', { file: folder }, hint);
  }
  const beside = dirname(cairn);
  for (const install of [join(beside, 'install'), join(cairn, 'install'), join(cairn, 'netboot'), beside])
    if (await exists(join(install, 'vmlinuz'))) return { cairn, install };
  return fail('RELEASE_MISSING', 'The release lacks what machines start from', { file: cairn });
}
