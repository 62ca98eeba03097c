import { announce } from '../machine/announce.ts';
import { sha256Of } from '../machine/checksum.ts';
import { type Effects, sizeOf } from '../machine/effects.ts';
import { InstallFailure } from '../machine/failure.ts';
import { describeFetchFailure } from './fetch-text.ts';
import { insist } from './insist.ts';
import { request } from './request.ts';

/** A file that comes wrong so often is wrong at its source. */
const TRIES = 3;

/**
 * Fetches a file. What an earlier try has got is gone on from; nobody sees the file before all of it is there and has the
 * right checksum.
 *
 * @param path in a folder that is there
 * @throws {InstallFailure} with address and reason
 */
export function fetchFile(effects: Effects, url: string, path: string, sha256: string): void {
  const part = `${path}.part`;
  for (let tries = 1; tries <= TRIES; tries += 1) {
    const progress = (): number => sizeOf(effects, part);
    const reply = insist(effects, `"${url}"`, () => request(effects, ['-c', '-O', part], url), { progress });
    if (reply.kind !== 'done') {
      effects.remove(part);
      throw new InstallFailure(describeFetchFailure(url, `"${path}"`, reply));
    }
    if (sha256Of(effects, part) === sha256) {
      effects.rename(part, path);
      return;
    }
    effects.remove(part);
    announce(effects, `"${url}" came damaged (try ${tries} of ${TRIES})`);
  }
  throw new InstallFailure(
    `"${url}" has another checksum than its list says, ${TRIES} times`,
    'Its source is damaged, or was changed in the middle: look there, and start again',
  );
}
