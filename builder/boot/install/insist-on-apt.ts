import { describeFetchFailure } from '../fetch/fetch-text.ts';
import { AGAIN_MS, insist } from '../fetch/insist.ts';
import { request } from '../fetch/request.ts';
import { announce } from '../machine/announce.ts';
import { type Effects, INSTALL_LOG } from '../machine/effects.ts';
import { InstallFailure } from '../machine/failure.ts';
import { PATHS } from '../machine/paths.ts';

/** What apt says is wrong, of one run. */
const ERRORS = '/run/cairn/apt.errors';
const ARCHIVES = `${PATHS.target}/var/cache/apt/archives`;
/** One process of apt never asks an address again that refused it once; so many get no further, and it is given up. */
const TRIES = 12;

/** How a run of apt ended. */
export interface AptRun {
  readonly status: number;
  /** It ended while something came, before anything was unpacked: it may be begun anew. */
  readonly wasFetching: boolean;
}

/**
 * Runs apt until it has fetched everything. In between, what it could not fetch is asked for by the installer's one
 * policy, which waits for a server that restarts, and ends here with the reason where the answer is a definite no.
 *
 * @param run of apt, with its errors going to the given file
 * @returns the last run
 * @throws {InstallFailure} with address and reason
 */
export function insistOnApt<T extends AptRun>(effects: Effects, run: (errors: string) => T): T {
  let fetched = -1;
  for (let tries = 1; ; tries += 1) {
    effects.remove(ERRORS);
    const result = run(ERRORS);
    const errors = effects.read(ERRORS) ?? '';
    effects.append(INSTALL_LOG, errors);
    // Said of no package that was unpacked: apt fetches all of them first
    const url = /^E: Failed to fetch (\S+)/m.exec(errors)?.[1];
    if (result.status === 0 || (!result.wasFetching && url === undefined)) return result;
    const count = effects.list(ARCHIVES).length;
    if (count > fetched) tries = 1;
    fetched = count;
    if (tries === TRIES) return result;
    if (url !== undefined) waitFor(effects, url, 'A file of the distribution');
    announce(effects, `apt could not fetch ${url ?? 'something'} and is asked again`);
    effects.sleep(AGAIN_MS);
  }
}

/** Waits until an address can be read. @throws {InstallFailure} with address and reason */
export function waitFor(effects: Effects, url: string, what: string): void {
  const reply = insist(effects, `"${url}"`, () => request(effects, ['--spider'], url));
  if (reply.kind !== 'done') throw new InstallFailure(describeFetchFailure(url, what, reply));
}
