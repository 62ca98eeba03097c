import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { BuildError } from '../../model/mod.ts';
import type { Clock } from '../clock.ts';
import { sizeOfFile } from '../files.ts';
import { makeFolder } from '../make-folder.ts';
import { PATIENCE_MS, watchStall } from '../stall-watch.ts';
import { unwritable } from '../system-errors.ts';
import { explainBreak, explainStatus, PORTAL_REASON } from './explain-answer.ts';
import type { OpenedUrl, OpenUrl } from './http-open.ts';
import { createServerHealth, type ServerHealth } from './server-health.ts';

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
  /** How long a transfer may bring next to nothing; a minute by default. */
  readonly patienceMs?: number;
  /** Shared by the files of one download. */
  readonly health?: ServerHealth;
}

/** Pauses before the second, third, ... try at one address. */
const PAUSES_MS = [500, 1000, 2000, 4000];
/** Verified files carry one time stamp, so that an altered one is noticed and outputs do not tell when. */
export const VERIFIED_MTIME_SECONDS = 946_684_800;

/**
 * Fetches one file: resumes a part file, retries, goes on to the next address, verifies, renames into place.
 *
 * @returns undefined when the file is there, else why it could not be had
 * @throws {BuildError} FILE_UNWRITABLE: the fault is here, and no other server would help
 */
export async function downloadFile(job: DownloadJob, given: DownloadDeps): Promise<string | undefined> {
  const health = given.health ?? createServerHealth();
  const deps = { ...given, health };
  await makeFolder(dirname(job.path));
  let reason = 'No address is known for it';
  for (const url of job.urls) {
    const before = health.countProgress(url);
    for (let attempt = 0; attempt <= PAUSES_MS.length; attempt += 1) {
      const known = health.findFailure(url);
      const outcome = known === undefined ? await tryOnce(url, job, deps) : { reason: known, final: true };
      if (outcome === 'done') {
        health.noteProgress(url);
        return undefined;
      }
      reason = outcome.reason;
      if (outcome.final) break;
      const pause = PAUSES_MS[attempt];
      if (pause === undefined) health.noteFailure(url, before, reason);
      else await deps.clock.sleep(pause);
    }
  }
  return reason;
}

type Outcome = 'done' | { readonly reason: string; readonly final: boolean };

async function tryOnce(
  url: string,
  job: DownloadJob,
  deps: DownloadDeps & { readonly health: ServerHealth },
): Promise<Outcome> {
  const { health, patienceMs = PATIENCE_MS } = deps;
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
  if (have < job.sizeBytes) {
    const before = health.countProgress(url);
    try {
      const opened = await deps.open(url, have);
      const refusal = refuse(opened);
      if (refusal !== undefined) {
        opened.abandon();
        count(-counted);
        if (opened.status === 416) await rm(partFile, { force: true });
        return refusal;
      }
      if (opened.status === 200 && have > 0) {
        count(-have);
        have = 0;
        running = createHash('sha256');
      }
      let stalled = false;
      const giveUp = (): void => {
        stalled = true;
        opened.abandon();
      };
      const watch = watchStall(patienceMs, giveUp, () => health.noteProgress(url));
      try {
        have = await receive(opened.body, partFile, running, have, job.sizeBytes, (bytes) => {
          watch.advance(bytes);
          count(bytes);
        });
        if (have > job.sizeBytes) opened.abandon();
      } catch (error) {
        throw stalled ? Object.assign(new Error('No data'), { code: 'ETIMEDOUT' }) : error;
      } finally {
        watch.stop();
      }
    } catch (error) {
      count(-counted);
      if (error instanceof BuildError) throw error;
      const code = codeOf(error);
      if (code !== 'ETIMEDOUT') return { reason: explainBreak(code), final: code === 'EREDIRECT' };
      const reason = `the server sent next to nothing for ${patienceMs / 1000} seconds`;
      health.noteFailure(url, before, reason);
      return { reason, final: true };
    }
  }
  const reason = await finish(job, partFile, have, running);
  if (reason === undefined) return 'done';
  count(-counted);
  return { reason, final: false };
}

/** Why an answer is not the file. */
function refuse({ status, isPage }: OpenedUrl): Outcome | undefined {
  if (status !== 200 && status !== 206) return { reason: explainStatus(status), final: isFinal(status) };
  return isPage ? { reason: PORTAL_REASON, final: true } : undefined;
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

/** Writes what comes; what it cannot write is a fault of this machine, not of the server. */
async function receive(
  body: AsyncIterable<Uint8Array>,
  partFile: string,
  hash: Hash,
  start: number,
  sizeBytes: number,
  count: (delta: number) => void,
): Promise<number> {
  const local = (error: unknown): never => {
    throw unwritable(partFile, error);
  };
  let have = start;
  const file = await open(partFile, have === 0 ? 'w' : 'a', 0o644).catch(local);
  try {
    for await (const chunk of body) {
      have += chunk.length;
      if (have > sizeBytes) break;
      hash.update(chunk);
      await file.writeFile(chunk).catch(local);
      count(chunk.length);
    }
  } finally {
    await file.close().catch(local);
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
  try {
    const file = await open(partFile, 'r+');
    try {
      await file.chmod(0o444);
      await file.utimes(VERIFIED_MTIME_SECONDS, VERIFIED_MTIME_SECONDS);
    } finally {
      await file.close();
    }
    await rename(partFile, job.path);
  } catch (error) {
    throw unwritable(job.path, error);
  }
  return undefined;
}

/** No use in asking the same server again. */
function isFinal(status: number): boolean {
  return status >= 400 && status < 500 && ![408, 416, 425, 429].includes(status);
}

function codeOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message;
}
