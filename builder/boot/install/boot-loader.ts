import type { StoragePlan } from '../../model/mod.ts';
import type { Effects } from '../machine/effects.ts';
import { PATHS } from '../machine/paths.ts';
import { mustInTarget } from './target.ts';

/**
 * Makes the disk start by itself under BIOS, UEFI and Secure Boot alike, whichever the installer runs under.
 *
 * The firmware's list of boot entries is left alone (`--no-nvram` and the removable path): a machine that is
 * set to try the network first keeps doing so, and can be reinstalled from there.
 */
export function installBootLoader(effects: Effects, plan: StoragePlan, options: BootLoaderOptions): void {
  effects.write(`${PATHS.target}/etc/default/grub.d/50-cairn.cfg`, renderGrubDefaults(options));
  const has = (fsType: string): boolean =>
    plan.partitions.some((partition) => partition.scheme.fsType === fsType);
  if (has('biosboot')) mustInTarget(effects, ['grub-install', '--target=i386-pc', plan.disk.path]);
  if (has('vfat')) {
    mustInTarget(effects, [
      'grub-install',
      '--target=x86_64-efi',
      '--efi-directory=/boot/efi',
      '--bootloader-id=debian',
      '--uefi-secure-boot',
      '--force-extra-removable',
      '--no-nvram',
    ]);
  }
  mustInTarget(effects, ['update-grub']);
}

export interface BootLoaderOptions {
  readonly kernelOptions: string;
  readonly timeoutSeconds: number;
}

/** Menu and kernel speak on the screen and on the first serial line. */
export function renderGrubDefaults(options: BootLoaderOptions): string {
  return [
    '# Written by the installer from the <bootloader> directives of the graph',
    `GRUB_TIMEOUT=${options.timeoutSeconds}`,
    'GRUB_DISTRIBUTOR=Debian',
    'GRUB_DISABLE_OS_PROBER=true',
    `GRUB_CMDLINE_LINUX_DEFAULT=""`,
    `GRUB_CMDLINE_LINUX="${options.kernelOptions.replace(/(["\\$`])/g, '\\$1')}"`,
    'GRUB_TERMINAL="console serial"',
    'GRUB_SERIAL_COMMAND="serial --unit=0 --speed=115200"',
    '',
  ].join('\n');
}
