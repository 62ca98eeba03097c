import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { unwritable } from '../../../io/mod.ts';
import { BuildError, errorProblem } from '../../../model/mod.ts';
import type { DistroContext, Mirrors, OsArchive } from '../../types.ts';
import { writeAptFiles } from '../settings/write-apt-files.ts';
import { runUpdate, type UpdateOutcome } from './run-update.ts';
import { adviseUpdate } from './update-advice.ts';
import { parseUpdateFailure, type UpdateFailure } from './update-failure.ts';

/** A mirror that is being updated gives an index that its own release file does not know yet, for a minute or so. */
const MOTION_TRIES = 4;
const MOTION_PAUSE_MS = 15_000;
/** No list of packages is that small. */
const FULL_BYTES = 64 * 1024;

/**
 * Brings the signed indexes in `root/work` up to date.
 *
 * @throws {BuildError} APT_UPDATE, KEYRING_MISSING, FILE_UNWRITABLE
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
    const outcome = await runUpdate(context, dir);
    if (outcome.ok) return;
    if (turn + 1 < count) continue;
    await refuseFullDisk(dir);
    const failure = explainOutcome(outcome);
    if (failure.kind !== 'moving' || turn + 1 >= count + MOTION_TRIES) throw updateError(os, failure);
    context.progress({ type: 'note', text: 'The mirror is being updated: trying again' });
    await context.clock.sleep(MOTION_PAUSE_MS);
  }
}

/** Apt does not always say that it could not keep a list: then the mirror seems to have none. */
async function refuseFullDisk(dir: string): Promise<void> {
  const { bavail, bsize } = await statfs(dir);
  if (bavail * bsize >= FULL_BYTES) return;
  throw unwritable(dir, Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' }));
}

function explainOutcome({ stderr, silentSeconds }: UpdateOutcome): UpdateFailure {
  if (silentSeconds === undefined) return parseUpdateFailure(stderr);
  return { kind: 'silent', lines: [`The mirror sent next to nothing for ${silentSeconds} seconds`] };
}

function updateError(os: OsArchive, { kind, lines }: UpdateFailure): BuildError {
  const message = `Cannot read the package lists of "${os.id}"`;
  return new BuildError(
    errorProblem('APT_UPDATE', message, undefined, [...lines, adviseUpdate(kind, os)].join('\n  ')),
  );
}
