import type { Effects } from '../machine/effects.ts';
import { PATHS } from '../machine/paths.ts';
import { mustInTarget } from './target.ts';

const SCRIPT = '/usr/lib/cairn/copy-efi';
const HOOK = '/etc/dpkg/dpkg.cfg.d/cairn-copy-efi';

/**
 * Copies the EFI system partition to those of the other disks, now and after every change by dpkg: a new boot loader must
 * be there whichever disk is left. All have one identity, by which the others are found.
 */
export function copyEfi(effects: Effects): void {
  effects.write(`${PATHS.target}${SCRIPT}`, COPY, 0o755);
  effects.write(`${PATHS.target}${HOOK}`, `post-invoke=${SCRIPT}\n`);
  mustInTarget(effects, [SCRIPT]);
}

/** A copy is only written to where it differs, file by file; what is too much in it does no harm. */
const COPY = `#!/bin/sh
# Written by the installer: the EFI system partitions of all disks hold the same.
set -e
own=$(findmnt --noheadings --output SOURCE --mountpoint /boot/efi) || exit 0
id=$(blkid --cache-file /dev/null --match-tag UUID --output value "$own")
for other in $(blkid --cache-file /dev/null --match-token "UUID=$id" --output device); do
  [ "$other" != "$own" ] || continue
  place=$(mktemp --directory /run/cairn-efi.XXXXXX)
  mount -t vfat -o umask=0077 "$other" "$place"
  diff --recursive --brief /boot/efi "$place" >/dev/null || cp --recursive --no-preserve=all /boot/efi/. "$place/"
  umount "$place"
  rmdir "$place"
done
`;
