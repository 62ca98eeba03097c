import { disksOf, FACTORY_PARTITIONS, GPT_TYPES, type StoragePlan } from '../../model/mod.ts';
import { announce } from '../machine/announce.ts';
import { type Effects, mustRun } from '../machine/effects.ts';
import { PATHS } from '../machine/paths.ts';

/**
 * The machine starts from its own system from now on, and no longer from the factory's partitions of its disk: firmware finds no
 * loader there. It is one name in one folder, so whoever pulls the plug has the one or the other. Under BIOS it was the boot
 * sector, which is written by then.
 */
export function leaveFactory(effects: Effects, plan: StoragePlan): void {
  const disk = disksOf(plan).find((each) => each.disk.isFactory)?.disk;
  const part = disk?.partitions.find(({ label }) => label === FACTORY_PARTITIONS.efi);
  if (disk === undefined || part === undefined) return;
  const place = PATHS.factory;
  mustRun(effects, ['sync']);
  mustRun(effects, ['mkdir', '-p', place]);
  mustRun(effects, ['mount', '-t', 'vfat', part.path, place]);
  if (effects.exists(`${place}/EFI/BOOT`)) effects.rename(`${place}/EFI/BOOT`, `${place}/EFI/FACTORY`);
  mustRun(effects, ['umount', place]);
  // Some firmware looks into the first of its partitions alone
  const words = ['--no-reread', '--part-type', disk.path, String(part.number), GPT_TYPES.data];
  mustRun(effects, ['sfdisk', ...words]);
  announce(effects, 'From now on the disk starts the system that is installed on it');
}
