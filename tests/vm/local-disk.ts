import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createDisk, type Firmware } from '../../builder/try/qemu/qemu.ts';
import type { TestImages } from './images.ts';

/** What the disks made here print on the serial line when they are booted. */
export const LOCAL_DISK_MARKER = 'CAIRN-TEST-DISK';

/** 16-bit code at 0x7c00: writes the text behind it to the first serial port, then halts. */
const PRINT_AND_HALT = Uint8Array.from([
  ...[0xfc], // cld
  ...[0x31, 0xc0, 0x8e, 0xd8], // xor ax, ax; mov ds, ax
  ...[0xba, 0xf8, 0x03], // mov dx, 0x3f8
  ...[0xbe, 0x16, 0x7c], // mov si, text
  ...[0xac, 0x84, 0xc0, 0x74, 0x03], // next: lodsb; test al, al; jz end
  ...[0xee, 0xeb, 0xf8], // out dx, al; jmp next
  ...[0xf4, 0xeb, 0xfd], // end: hlt; jmp end
]);

/**
 * Makes a disk that is already installed: a boot sector for BIOS; for UEFI, Debian's shim and GRUB.
 *
 * @param images whose `netboot/` has both
 * @param place where Debian puts shim and GRUB, or where firmware looks that was told nothing
 */
export function createInstalledDisk(
  folder: string,
  firmware: Firmware,
  { netboot, platform: { efi, grubSerial } }: Pick<TestImages, 'netboot' | 'platform'>,
  place: 'debian' | 'BOOT' = 'debian',
): string {
  const path = createDisk(join(folder, 'installed.img'), 64 * 1024 * 1024);
  if (firmware === 'bios') {
    const sector = new Uint8Array(512);
    sector.set(PRINT_AND_HALT);
    sector.set(new TextEncoder().encode(`${LOCAL_DISK_MARKER}\r\n`), PRINT_AND_HALT.length);
    sector.set([0x55, 0xaa], 510);
    writeFileSync(path, sector, { flag: 'r+' });
    return path;
  }
  const menu = join(folder, 'grub.cfg');
  const serial = grubSerial === undefined ? '' : `${grubSerial}\nterminal_output --append serial\n`;
  writeFileSync(menu, `${serial}echo ${LOCAL_DISK_MARKER}\nsleep 60\n`);
  const mtools = (program: string, ...args: string[]): void =>
    void execFileSync(program, ['-i', path, ...args], { env: { ...process.env, MTOOLS_SKIP_CHECK: '1' } });
  mtools('mformat', '::');
  mtools('mmd', '::/EFI', `::/EFI/${place}`, '::/grub');
  const shim = place === 'debian' ? efi.shim : efi.fallback;
  mtools('mcopy', join(netboot, efi.netboot), `::/EFI/${place}/${shim}`);
  mtools('mcopy', join(netboot, efi.grub), `::/EFI/${place}/${efi.grub}`);
  // This GRUB reads "/grub/grub.cfg" of where it came from.
  mtools('mcopy', menu, '::/grub/grub.cfg');
  return path;
}
