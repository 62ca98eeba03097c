import { countDiscs } from '../discs/find-discs.ts';
import { takeLaidList } from '../discs/take-laid-list.ts';
import { readReleaseList } from '../fetch/release-list.ts';
import { damagedMedium } from '../fetch/source-files.ts';
import { announce } from '../machine/announce.ts';
import type { Effects } from '../machine/effects.ts';
import { InstallFailure } from '../machine/failure.ts';
import { PATHS } from '../machine/paths.ts';
import { readIdentity, type Source } from '../machine/source.ts';
import { readState } from '../machine/state.ts';
import { type CheckProgress, findWrongFiles } from './find-wrong-files.ts';

/** What the check that goes on beside the installation has found so far. */
interface MediumCheck extends CheckProgress {
  /** Once all was read. */
  readonly wrong?: readonly string[];
}

/** A drive that gives nothing for so long is broken. */
const PATIENCE_MS = 300_000;

/**
 * All of a medium, with what is laid over it, is read and compared by a program of its own, while the installation goes on to where
 * it would write to a disk. The state is written: by it that program knows what there is.
 */
export function checkMedium(effects: Effects, source: Source): void {
  if (source.device === undefined) return;
  if (source.discs !== undefined) takeLaidList(effects, readIdentity(effects));
  if (readReleaseList(effects) !== undefined) effects.start(['qjs', '--std', PATHS.boot, 'check-medium']);
}

/** The program of its own that {@link checkMedium} starts. */
export function runMediumCheck(effects: Effects): void {
  const list = readReleaseList(effects);
  if (list === undefined) throw new InstallFailure('There is no list to check the medium with');
  const { source } = readState(effects);
  const keep = (check: MediumCheck): void => effects.write(placeOf(source), JSON.stringify(check));
  let last: CheckProgress = { doneBytes: 0, totalBytes: 0 };
  const set = { discs: countDiscs(effects), isLaid: source.discs !== undefined };
  const wrong = findWrongFiles(effects, list, set, (progress) => {
    last = progress;
    keep(progress);
  });
  keep({ ...last, wrong });
}

/**
 * Waits until every file of the medium was read. Nothing was written to a disk before.
 *
 * @throws {InstallFailure} some of them are not what they should be
 */
export function awaitMediumCheck(effects: Effects, source: Source): void {
  if (source.device === undefined || readReleaseList(effects) === undefined) return;
  let check = readCheck(effects, source);
  let deadline = effects.now() + PATIENCE_MS;
  let told = false;
  while (check?.wrong === undefined) {
    if (!told) announce(effects, 'Waiting until all of the medium is checked; nothing is written before');
    told = true;
    effects.sleep(200);
    const next = readCheck(effects, source);
    if (next?.doneBytes !== check?.doneBytes) deadline = effects.now() + PATIENCE_MS;
    if (effects.now() > deadline)
      throw new InstallFailure(
        `The medium gives nothing more: it was checked as far as ${check?.doneBytes ?? 0} bytes`,
        'Nothing was written to a disk. See /var/log/cairn/install.log and dmesg; write the medium again, or use another drive',
      );
    check = next;
  }
  if (check.wrong.length > 0) throw damagedMedium(check.wrong);
  announce(effects, `The medium is right: ${Math.round(check.totalBytes / 1e6)} MB`);
}

/** Whether all of the medium was found to be right. */
export function isMediumChecked(effects: Effects, source: Source): boolean {
  return readCheck(effects, source)?.wrong?.length === 0;
}

/** What was laid over the medium since is checked anew. */
function placeOf({ times = 0 }: Source): string {
  return `${PATHS.mediumCheck}-${times}.json`;
}

function readCheck(effects: Effects, source: Source): MediumCheck | undefined {
  const text = effects.read(placeOf(source));
  return text === undefined ? undefined : (JSON.parse(text) as MediumCheck);
}
