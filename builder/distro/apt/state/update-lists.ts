import { join } from 'node:path';
import { BuildError, errorProblem } from '../../../model/mod.ts';
import type { DistroContext, Mirrors, OsArchive } from '../../types.ts';
import { writeAptFiles } from '../settings/write-apt-files.ts';
import { parseUpdateFailure, type UpdateFailure } from './update-failure.ts';

/** A mirror that is being updated gives an index that its own release file does not know yet, for a minute or so. */
const MOTION_TRIES = 4;
const MOTION_PAUSE_MS = 15_000;

/** Exit status of apt-get when it did not do what was asked, and says why. */
const APT_REFUSED = 100;

/**
 * Brings the signed indexes in `root/work` up to date.
 *
 * @throws {BuildError} APT_UPDATE, KEYRING_MISSING
 */
export async function updateLists(
  context: DistroContext,
  root: string,
  os: OsArchive,
  arch: string,
  mirrors: Mirrors,
): Promise<void> {
  const dir = join(root, 'work');
  // Several addresses are alternatives: the next one is asked when an update from one fails.
  const count = Math.max(mirrors.archive.length, mirrors.security.length);
  for (let turn = 0; ; turn += 1) {
    const pick = (list: readonly string[]): string[] =>
      list.length === 0 ? [] : [list[turn % list.length]!];
    await writeAptFiles(context, dir, os, arch, {
      archive: pick(mirrors.archive),
      security: pick(mirrors.security),
    });
    const { exitCode, stderr } = await context.run(
      ['apt-get', 'update', '-q', '-opkgCacheFile::Generate=false'],
      { env: { APT_CONFIG: join(dir, 'apt.conf') }, okCodes: [0, APT_REFUSED] },
    );
    if (exitCode === 0) return;
    if (turn + 1 < count) continue;
    const failure = parseUpdateFailure(stderr);
    if (failure.kind !== 'moving' || turn + 1 >= count + MOTION_TRIES) throw updateError(os, failure);
    context.progress({ type: 'note', text: 'The mirror is being updated: trying again' });
    await context.clock.sleep(MOTION_PAUSE_MS);
  }
}

function updateError(os: OsArchive, { kind, lines }: UpdateFailure): BuildError {
  const advice = {
    login:
      'The server wants another name and password: /etc/apt/auth.conf.d of this machine (apt_auth.conf(5)), or the mirror as https://NAME:PASSWORD@HOST/PATH, with other letters than these as %40',
    untrusted: `The keyring of this machine may be too old for ${os.codename}: apt-get install --only-upgrade ${os.keyring}`,
    other: 'Check the network and the mirror (CAIRN_MIRROR, --mirror); --offline builds from the cache',
    moving: 'The mirror is being updated: try again in some minutes',
  }[kind];
  const message = `Cannot read the package lists of "${os.id}"`;
  return new BuildError(errorProblem('APT_UPDATE', message, undefined, [...lines, advice].join('\n  ')));
}
