import { appendFile, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { exists } from '../../../io/mod.ts';
import { createTextCleaner, PROTOCOL_LIMITS } from '../../../model/mod.ts';

/** A log for each host, on disk, as text that any terminal may show; the one before stays beside it. */
export interface LogStore {
  readonly start: (host: string) => Promise<void>;
  /** The log of a host that there is no more is not that of the next one of its name. */
  readonly forget: (host: string) => Promise<void>;
  /**
   * Logs follow hosts that are called otherwise, from each old name to the new one; two may exchange theirs. Where `work`
   * fails, which renames the hosts, logs keep their names.
   */
  readonly renameWith: <T>(names: ReadonlyMap<string, string>, work: () => Promise<T>) => Promise<T>;
  /** Appends, until the log is as long as one may be. @returns bytes kept */
  readonly append: (host: string, text: Uint8Array | string) => Promise<number>;
  /** A piece from `offset` on. */
  readonly read: (host: string, offset: number, limit: number) => Promise<LogPiece>;
}

export interface LogPiece {
  readonly text: Buffer;
  /** Of the whole log. */
  readonly sizeBytes: number;
  /** Another one when a new installation has begun a new log; empty when there is none. */
  readonly id: string;
}

const FULL = '\n[The log is full: what follows was not kept]\n';

/** Hosts whose last upload is remembered; of others at most a letter is lost. */
const MAX_READERS = 1000;

function createReader(): (bytes: Buffer) => string {
  const decoder = new StringDecoder('utf8');
  const cleaner = createTextCleaner();
  return (bytes) => cleaner.push(decoder.write(bytes));
}

/** @param folder made when missing; files in it are `HOST.log` and `HOST.log.1` */
export function createLogStore(folder: string, limitBytes: number = PROTOCOL_LIMITS.logBytes): LogStore {
  // Two uploads of one host go one after the other; an entry lives only as long as one is under way.
  const busy = new Map<string, Promise<unknown>>();
  const inTurn = <T>(host: string, action: () => Promise<T>): Promise<T> => {
    const turn = (busy.get(host) ?? Promise.resolve()).catch(() => {}).then(action);
    busy.set(host, turn);
    const leave = (): void => {
      if (busy.get(host) === turn) busy.delete(host);
    };
    turn.then(leave, leave);
    return turn;
  };
  // A sequence, or a letter of several bytes, may be cut between two uploads.
  const readers = new Map<string, (bytes: Buffer) => string>();
  const clean = (host: string, bytes: Buffer): Buffer => {
    const read = readers.get(host) ?? createReader();
    readers.delete(host);
    readers.set(host, read);
    if (readers.size > MAX_READERS) readers.delete(readers.keys().next().value!);
    return Buffer.from(read(bytes));
  };
  const pathOf = (host: string): string => join(folder, `${host}.log`);
  const putAside = async (host: string): Promise<void> => {
    readers.delete(host);
    await rename(pathOf(host), `${pathOf(host)}.1`).catch(() => {});
  };
  /** The newer log and the one before; those of the name that they get are forgotten, where there are any. */
  const move = async (from: string, to: string): Promise<void> => {
    readers.delete(from);
    for (const end of ['', '.1']) {
      const old = `${pathOf(from)}${end}`;
      if (await exists(old)) await rename(old, `${pathOf(to)}${end}`);
      else await rm(`${pathOf(to)}${end}`, { force: true });
    }
  };
  return {
    start: (host) =>
      inTurn(host, async () => {
        await mkdir(folder, { recursive: true, mode: 0o750 });
        await putAside(host);
      }),
    forget: (host) => inTurn(host, () => putAside(host)),
    renameWith: async (names, work) => {
      // Out of the way first: whoever follows the state takes logs of names that are gone for those of removed hosts.
      for (const from of names.keys()) await inTurn(from, () => move(from, `@${from}`));
      const settle = async (target: (from: string, to: string) => string): Promise<void> => {
        for (const [from, to] of names) await move(`@${from}`, target(from, to));
      };
      try {
        const result = await work();
        await settle((_from, to) => to);
        return result;
      } catch (error) {
        await settle((from) => from);
        throw error;
      }
    },
    append: (host, text) =>
      inTurn(host, async () => {
        await mkdir(folder, { recursive: true, mode: 0o750 });
        const bytes = clean(host, Buffer.from(text as Uint8Array));
        const size = (await stat(pathOf(host)).catch(() => undefined))?.size ?? 0;
        if (size >= limitBytes) return 0;
        const kept = bytes.subarray(0, limitBytes - size);
        const last = kept.length < bytes.length || size + kept.length === limitBytes;
        await appendFile(pathOf(host), last ? Buffer.concat([kept, Buffer.from(FULL)]) : kept, {
          mode: 0o640,
        });
        return kept.length;
      }),
    read: async (host, offset, limit) => {
      const file = await open(pathOf(host), 'r').catch(() => undefined);
      if (file === undefined) return { text: Buffer.alloc(0), sizeBytes: 0, id: '' };
      try {
        const { size, ino, birthtimeMs } = await file.stat();
        const buffer = Buffer.alloc(Math.max(0, Math.min(limit, size - offset)));
        const { bytesRead } = await file.read(buffer, 0, buffer.length, offset);
        return {
          text: buffer.subarray(0, bytesRead),
          sizeBytes: size,
          id: `${ino}-${Math.round(birthtimeMs)}`,
        };
      } finally {
        await file.close();
      }
    },
  };
}
