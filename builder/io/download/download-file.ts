import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Clock } from '../clock.ts';
import { sizeOfFile } from '../files.ts';
import type { OpenUrl } from './http-open.ts';

/** A file to fetch, known beforehand by size and SHA-256. */
export interface DownloadJob {
  /** What it is, for messages: `hello 2.10-5`. */
  readonly name: string;
  /** Where it can be had; tried in this order. */
  readonly urls: readonly string[];
  /** Lower-case hex. */
  readonly sha256: string;
  readonly sizeBytes: number;
  /** Final place; `PATH.part` holds what has come so far, also from an earlier, interrupted run. */
  readonly path: string;
}

export interface DownloadDeps {
  readonly open: OpenUrl;
  readonly clock: Clock;
  /** Bytes gained, or lost when a transfer starts over. */
  readonly onBytes?: (delta: number) => void;
}

/** Pauses before the second, third, ... try at one address. */
const PAUSES_MS = [500, 1000, 2000, 4000];
/** Verified files carry one time stamp, so that an altered one is noticed and outputs do not tell when. */
export const VERIFIED_MTIME_SECONDS = 946_684_800;

/**
 * Fetches one file: resumes a part file, retries, goes on to the next address, verifies, renames into place.
 *
 * @returns undefined when the file is there, else why it could not be had
 */
export async function downloadFile(job: DownloadJob, deps: DownloadDeps): Promise<string | undefined> {
  await mkdir(dirname(job.path), { recursive: true });
  let reason = 'No address is known for it';
  for (const url of job.urls) {
    for (let attempt = 0; attempt <= PAUSES_MS.length; attempt += 1) {
      const outcome = await tryOnce(url, job, deps);
      if (outcome === 'done') return undefined;
      reason = outcome.reason;
      if (outcome.final) break;
      const pause = PAUSES_MS[attempt];
      if (pause !== undefined) await deps.clock.sleep(pause);
    }
  }
  return reason;
}

type Outcome = 'done' | { readonly reason: string; readonly final: boolean };

async function tryOnce(url: string, job: DownloadJob, deps: DownloadDeps): Promise<Outcome> {
  const partFile = `${job.path}.part`;
  const hash = createHash('sha256');
  let have = await resumePart(partFile, job.sizeBytes, hash);
  let counted = 0;
  const count = (delta: number): void => {
    counted += delta;
    deps.onBytes?.(delta);
  };
  count(have);
  let running = hash;
  try {
    if (have < job.sizeBytes) {
      const opened = await deps.open(url, have);
      if (opened.status !== 200 && opened.status !== 206) {
        opened.abandon();
        count(-counted);
        if (opened.status === 416) await rm(partFile, { force: true });
        return {
          reason: `the server answered ${opened.status}${hintOf(opened.status)}`,
          final: isFinal(opened.status),
        };
      }
      if (opened.status === 200 && have > 0) {
        count(-have);
        have = 0;
        running = createHash('sha256');
      }
      const file = await open(partFile, have === 0 ? 'w' : 'a', 0o644);
      try {
        have = await receive(opened.body, file, running, have, job.sizeBytes, count);
      } finally {
        await file.close();
        if (have > job.sizeBytes) opened.abandon();
      }
    }
  } catch (error) {
    count(-counted);
    return { reason: `the transfer broke off (${codeOf(error)})`, final: false };
  }
  const reason = await finish(job, partFile, have, running);
  if (reason === undefined) return 'done';
  count(-counted);
  return { reason, final: false };
}

/** Hashes what an earlier run left; a part that is too long is thrown away. Returns its length. */
async function resumePart(partFile: string, sizeBytes: number, hash: Hash): Promise<number> {
  const partBytes = (await sizeOfFile(partFile)) ?? 0;
  if (partBytes > sizeBytes) {
    await rm(partFile, { force: true });
    return 0;
  }
  if (partBytes > 0) for await (const chunk of createReadStream(partFile)) hash.update(chunk as Uint8Array);
  return partBytes;
}

async function receive(
  body: AsyncIterable<Uint8Array>,
  file: FileHandle,
  hash: Hash,
  start: number,
  sizeBytes: number,
  count: (delta: number) => void,
): Promise<number> {
  let have = start;
  for await (const chunk of body) {
    have += chunk.length;
    if (have > sizeBytes) break;
    hash.update(chunk);
    await file.write(chunk);
    count(chunk.length);
  }
  return have;
}

async function finish(
  job: DownloadJob,
  partFile: string,
  have: number,
  hash: Hash,
): Promise<string | undefined> {
  if (have < job.sizeBytes) return `only ${have} of ${job.sizeBytes} bytes came`;
  if (have > job.sizeBytes || hash.digest('hex') !== job.sha256) {
    await rm(partFile, { force: true });
    return have > job.sizeBytes ? 'it is longer than the index says' : 'its SHA-256 is not the expected one';
  }
  const file = await open(partFile, 'r+');
  try {
    await file.chmod(0o444);
    await file.utimes(VERIFIED_MTIME_SECONDS, VERIFIED_MTIME_SECONDS);
  } finally {
    await file.close();
  }
  await rename(partFile, job.path);
  return undefined;
}

function hintOf(status: number): string {
  return [401, 403, 407].includes(status) ? ' (it wants another name and password)' : '';
}

/** No use in asking the same server again. */
function isFinal(status: number): boolean {
  return status >= 400 && status < 500 && ![408, 416, 425, 429].includes(status);
}

function codeOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message;
}
