import { type MediumIdentity, RELEASE_KEYRING, RELEASE_LIST } from '../../model/mod.ts';
import { parseList, readReleaseList } from '../fetch/release-list.ts';
import { announce } from '../machine/announce.ts';
import { sha256Of } from '../machine/checksum.ts';
import type { Effects } from '../machine/effects.ts';
import { InstallFailure } from '../machine/failure.ts';
import { ON_MEDIUM, PATHS } from '../machine/paths.ts';
import { FIRST_DISC } from './find-discs.ts';

/** Of the first medium: its list names it. */
const KEYRING = '/run/cairn/release-keyring.pgp';

/**
 * Takes the list of the release that further discs make of the medium. The overlay cannot know it; who made the medium has signed
 * it, and the medium has the key.
 *
 * @param identity of that release
 * @throws {InstallFailure}
 */
export function takeLaidList(effects: Effects, identity: MediumIdentity): void {
  const first = readReleaseList(effects);
  if (first === undefined || first.id === identity.id) return;
  const wanted = first.files.find(({ path }) => path === `cairn/${RELEASE_KEYRING}`)?.sha256;
  const keyring = `${FIRST_DISC}/cairn/${RELEASE_KEYRING}`;
  const place = `${ON_MEDIUM}/${RELEASE_LIST}`;
  const text = effects.read(place) ?? '';
  effects.run(['cp', keyring, KEYRING]);
  const isSigned =
    sha256Of(effects, KEYRING) === wanted &&
    effects.run(['gpgv', '--ignore-time-conflict', '--keyring', KEYRING, `${place}.asc`, place]) === 0;
  const list = parseList(text, place);
  if (!isSigned || list?.id !== identity.id)
    throw new InstallFailure(
      `"${place}" of a further disc is not signed by who made the medium that was started from`,
      'Nothing was written to a disk. Take the disc out and restart, or make it again: cairn media verify finds what is wrong with it',
    );
  effects.write(PATHS.releaseList, text);
  announce(effects, `The list of the release that the discs make is signed: ${list.files.length} files`);
}
