import { countDiscs } from '../discs/find-discs.ts';
import { hasOwnList, readReleaseList, takeReleaseList } from '../fetch/release-list.ts';
import { damagedMedium } from '../fetch/source-files.ts';
import { announce } from '../machine/announce.ts';
import type { Effects } from '../machine/effects.ts';
import { InstallFailure } from '../machine/failure.ts';
import { PATHS } from '../machine/paths.ts';
import { findMedium, readIdentity } from '../machine/source.ts';
import { checkImage } from '../medium/check-image.ts';
import { findWrongFiles } from '../medium/find-wrong-files.ts';

/** "Check this medium" of the boot menu: reads all of it, shows how far it is, and ends with a verdict. Nothing is installed. */
export function runCheck(effects: Effects): void {
  const identity = readIdentity(effects);
  announce(
    effects,
    `Checking the medium with "${identity.name} ${identity.version}"; nothing is written to any disk`,
  );
  const device = findMedium(effects, identity, () => hasOwnList(effects, identity));
  takeReleaseList(effects, { url: '', device }, identity);
  const { verdict, seal } = checkImage(effects, device, barTeller(effects));
  if (verdict !== 'right') checkFiles(effects);
  if (verdict === 'damaged')
    throw new InstallFailure(
      'The medium is damaged, though each of its files is right: its boot sector, boot loader, menu or file system is not',
      'Write it anew from an image that "cairn media verify" finds right',
    );
  const what = seal === undefined ? 'each file of it' : `each of its ${seal.sizeBytes} bytes`;
  announce(effects, `THE MEDIUM IS RIGHT: ${what} is as it was made`);
  announce(effects, 'Press Enter to restart the machine');
  effects.write(PATHS.checked, '');
}

/** Which files are wrong, or whether none is. @throws {InstallFailure} */
function checkFiles(effects: Effects): void {
  const list = readReleaseList(effects);
  if (list === undefined)
    throw new InstallFailure(
      'The medium cannot be checked: it is damaged, or of a build before media could be',
      'Compare it with its image on another machine: cmp',
    );
  announce(effects, 'Comparing file by file');
  const tell = barTeller(effects);
  const wrong = findWrongFiles(
    effects,
    list,
    { discs: countDiscs(effects), isLaid: false },
    ({ doneBytes, totalBytes }) => tell(doneBytes, totalBytes),
  );
  if (wrong.length > 0) throw damagedMedium(wrong);
}

const STEPS = 20;

/** A bar in lines, for screen and serial line alike: one for each twentieth. */
function barTeller(effects: Effects): (doneBytes: number, totalBytes: number) => void {
  let shown = 0;
  return (doneBytes, totalBytes) => {
    const step = Math.floor((doneBytes / totalBytes) * STEPS);
    if (step <= shown) return;
    shown = step;
    const percent = String(Math.round((step / STEPS) * 100)).padStart(3, ' ');
    announce(effects, `[${'#'.repeat(step)}${'.'.repeat(STEPS - step)}] ${percent} %`);
  };
}
