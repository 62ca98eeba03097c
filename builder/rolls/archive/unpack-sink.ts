import { createWriteStream } from 'node:fs';
import { copyFile, lstat, mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fail } from '../../model/mod.ts';
import { foldersAround, isInnerLink, normalizeArchivePath } from './archive-path.ts';
import { checkEntryCount, createByteMeter, type UnpackLimits } from './unpack-limits.ts';

/** Takes the entries of an archive into an empty folder, and refuses what a roll has no use for. */
export interface UnpackSink {
  /** `mode` counts only as far as it lets the owner run the file. */
  readonly addFile: (name: string, mode: number, content: Readable) => Promise<void>;
  readonly addFolder: (name: string) => Promise<void>;
  readonly addLink: (name: string, target: string) => void;
  readonly addHardLink: (name: string, target: string) => Promise<void>;
  /** For an entry that is none of these: a device, a socket. @throws {BuildError} ROLL_ARCHIVE */
  readonly refuse: (name: string, why: string) => never;
  /** Makes the symbolic links: only now, and none below another one, so that nothing is ever made through a link. */
  readonly finish: () => Promise<void>;
}

/** @param archive shown in messages @throws {BuildError} ROLL_ARCHIVE from every function */
export function openUnpackSink(archive: string, folder: string, limits: UnpackLimits): UnpackSink {
  const links = new Map<string, string>();
  const folders = new Set<string>();
  const meter = createByteMeter(archive, limits.bytes);
  let entries = 0;
  const refuse = (name: string, why: string): never =>
    fail('ROLL_ARCHIVE', `Cannot unpack "${name.slice(0, 200)}": it has ${why}`, { file: archive });
  const count = (): void => {
    entries += 1;
    checkEntryCount(archive, entries, limits);
  };
  const pathOf = (name: string): string | undefined => {
    const normal = normalizeArchivePath(name);
    if (normal === undefined) return undefined;
    return 'wrong' in normal ? refuse(name, normal.wrong) : normal.path;
  };
  const makeFolder = async (path: string, why: string): Promise<void> => {
    if (folders.has(path)) return;
    count();
    await mkdir(join(folder, path)).catch(() => refuse(path, why));
    folders.add(path);
  };
  const placeFor = async (name: string): Promise<string | undefined> => {
    const path = pathOf(name);
    if (path === undefined) return undefined;
    for (const around of foldersAround(path)) await makeFolder(around, 'a file as its folder');
    return path;
  };
  const addFolder = async (name: string): Promise<void> => {
    const path = await placeFor(name);
    if (path !== undefined) await makeFolder(path, 'a file in its place');
  };
  return {
    refuse,
    addFolder,
    async addFile(name, mode, content) {
      const path = await placeFor(name);
      if (path === undefined) return refuse(name, 'no name');
      count();
      const target = join(folder, path);
      if (await isTaken(target)) return refuse(name, 'the name of an earlier entry');
      const permissions = (mode & 0o100) === 0 ? 0o644 : 0o755;
      await pipeline(content, meter.open(), createWriteStream(target, { flags: 'wx', mode: permissions }));
    },
    addLink(name, target) {
      const path = pathOf(name);
      if (path === undefined) return refuse(name, 'no name');
      if (!isInnerLink(path, target)) {
        return refuse(name, `a link that leaves the archive, or may: "${target.slice(0, 200)}"`);
      }
      if (links.has(path)) return refuse(name, 'the name of an earlier entry');
      count();
      links.set(path, target);
    },
    async addHardLink(name, target) {
      const path = await placeFor(name);
      const from = normalizeArchivePath(target);
      if (path === undefined || from === undefined || 'wrong' in from)
        return refuse(name, 'a link that leaves the archive');
      count();
      const info = await lstat(join(folder, from.path)).catch(() => undefined);
      if (!info?.isFile()) return refuse(name, `a link to "${target}", which is not there`);
      meter.add(info.size);
      await copyFile(join(folder, from.path), join(folder, path), 1).catch(() =>
        refuse(name, 'the name of an earlier entry'),
      );
    },
    async finish() {
      for (const path of links.keys()) {
        if (foldersAround(path).some((around) => links.has(around))) refuse(path, 'a link as its folder');
      }
      for (const [path, target] of links) {
        await placeFor(path);
        await symlink(target, join(folder, path)).catch(() => refuse(path, 'the name of an earlier entry'));
      }
    },
  };
}

async function isTaken(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined)) !== undefined;
}
