import {
  BuildError,
  parseReleaseList,
  RELEASE_KEYRING,
  RELEASE_LIST,
  type ReleaseList,
} from '../../model/mod.ts';
import { sumFiles } from '../machine/checksum.ts';
import type { Effects } from '../machine/effects.ts';
import { InstallFailure } from '../machine/failure.ts';
import type { FoundDisc } from '../machine/source.ts';
import { discFolder } from './find-discs.ts';

/** Files that are read before anything else of the release is. */
const USED_AT_ONCE = ['cairn/graph.json', 'cairn/medium.json'];

/**
 * Whether a disc with rolls is by who made the medium that was started from: its list is signed by a key that this medium has, and
 * what is read at once is as the list says. Other files are compared when they are used.
 *
 * @param first where the medium that was started from is mounted
 * @throws {InstallFailure} machines of this cluster would refuse later what another key signed
 */
export function checkDisc(effects: Effects, disc: FoundDisc, first: string): void {
  // One of a set has nothing of its own: all is in the medium's list
  if (disc.over === undefined) return;
  const folder = discFolder(disc.device);
  const list = `${folder}/cairn/${RELEASE_LIST}`;
  const keyring = `${first}/cairn/${RELEASE_KEYRING}`;
  // The clock may be behind who signed
  const words = ['gpgv', '-q', '--ignore-time-conflict', '--keyring', keyring, `${list}.asc`, list];
  const what = `"${disc.name}" on ${disc.device}`;
  if (effects.run(words) !== 0)
    throw new InstallFailure(
      `${what} is not signed by who made the medium that was started from`,
      'Take it out, and restart; or make it with the key of who built that medium',
    );
  const signed = parseList(effects.read(list) ?? '', list);
  const expected = new Map(signed?.files.map(({ path, sha256 }) => [path, sha256]));
  const found = sumFiles(effects, `${folder}/`, USED_AT_ONCE);
  const isRight = (path: string): boolean =>
    expected.get(path) !== undefined && found.get(path) === expected.get(path);
  if (signed?.id !== disc.id || !USED_AT_ONCE.every(isRight))
    throw new InstallFailure(`${what} is damaged, or was changed`, 'Write it anew');
}

function parseList(text: string, file: string): ReleaseList | undefined {
  try {
    return parseReleaseList(text, file);
  } catch (error) {
    if (error instanceof BuildError) return undefined;
    throw error;
  }
}
