import { createWriteStream } from 'node:fs';
import { chmod, copyFile, lstat, mkdir, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fail } from '../../model/mod.ts';
import { isInnerLink, normalizeArchivePath } from './archive-path.ts';

/** Takes the entries of an archive into an empty folder, and refuses what a roll has no use for. */
export interface UnpackSink {
  /** `mode` counts only as far as it lets the owner run the file. */
  readonly addFile: (name: string, mode: number, content: Readable) => Promise<void>;
  readonly addFolder: (name: string) => Promise<void>;
  readonly addLink: (name: string, target: string) => void;
  readonly addHardLink: (name: string, target: string) => Promise<void>;
  /** For an entry that is none of these: a device, a socket. @throws {BuildError} ROLL_ARCHIVE */
  readonly refuse: (name: string, why: string) => never;
  /** Makes the symbolic links: only now, so that no file was ever written through one. */
  readonly finish: () => Promise<void>;
}

const MAX_ENTRIES = 200_000;

/** How much an archive may unpack to: a hundredfold of its size, at least 256 MiB, at most 16 GiB. */
export function unpackLimit(archiveBytes: number): number {
  return Math.min(16 * 2 ** 30, Math.max(256 * 2 ** 20, archiveBytes * 100));
}

/** @param archive shown in messages @throws {BuildError} ROLL_ARCHIVE from every function */
export function openUnpackSink(archive: string, folder: string, limitBytes: number): UnpackSink {
  const links: (readonly [string, string])[] = [];
  let entries = 0;
  let bytes = 0;
  const refuse = (name: string, why: string): never =>
    fail('ROLL_ARCHIVE', `Cannot unpack "${name.slice(0, 200)}": it has ${why}`, { file: archive });
  const placeFor = async (name: string): Promise<string | undefined> => {
    entries += 1;
    if (entries > MAX_ENTRIES) fail('ROLL_ARCHIVE', `More than ${MAX_ENTRIES} entries`, { file: archive });
    const normal = normalizeArchivePath(name);
    if (normal === undefined) return undefined;
    if ('wrong' in normal) return refuse(name, normal.wrong);
    await mkdir(dirname(join(folder, normal.path)), { recursive: true }).catch(() =>
      refuse(name, 'a file as its folder'),
    );
    return normal.path;
  };
  const meter = (): Transform =>
    new Transform({
      transform(chunk: Buffer, _encoding, done) {
        bytes += chunk.length;
        if (bytes <= limitBytes) return done(null, chunk);
        const message = `Unpacks to more than ${limitBytes} bytes, suspiciously much for its size`;
        try {
          return fail('ROLL_ARCHIVE', message, { file: archive });
        } catch (error) {
          return done(error as Error);
        }
      },
    });
  const addFolder = async (name: string): Promise<void> => {
    const path = await placeFor(name);
    if (path !== undefined)
      await mkdir(join(folder, path), { recursive: true }).catch(() => refuse(name, 'a file in its place'));
  };
  return {
    refuse,
    addFolder,
    async addFile(name, mode, content) {
      const path = await placeFor(name);
      if (path === undefined) return refuse(name, 'no name');
      const target = join(folder, path);
      if (await exists(target)) return refuse(name, 'the name of an earlier entry');
      await pipeline(content, meter(), createWriteStream(target, { flags: 'wx', mode: 0o644 }));
      if ((mode & 0o100) !== 0) await chmod(target, 0o755);
    },
    addLink(name, target) {
      const normal = normalizeArchivePath(name);
      if (normal === undefined || 'wrong' in normal) return refuse(name, normal?.wrong ?? 'no name');
      if (!isInnerLink(normal.path, target))
        return refuse(name, `a link that leaves the archive: "${target}"`);
      entries += 1;
      links.push([normal.path, target]);
    },
    async addHardLink(name, target) {
      const path = await placeFor(name);
      const from = normalizeArchivePath(target);
      if (path === undefined || from === undefined || 'wrong' in from)
        return refuse(name, 'a link that leaves the archive');
      const info = await lstat(join(folder, from.path)).catch(() => undefined);
      if (!info?.isFile()) return refuse(name, `a link to "${target}", which is not there`);
      bytes += info.size;
      if (bytes > limitBytes) return refuse(name, 'too many links to large files');
      await copyFile(join(folder, from.path), join(folder, path), 1);
    },
    async finish() {
      for (const [path, target] of links) {
        await mkdir(dirname(join(folder, path)), { recursive: true });
        await symlink(target, join(folder, path)).catch(() => refuse(path, 'the name of an earlier entry'));
      }
    },
  };
}

async function exists(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined)) !== undefined;
}
