import type { Platform } from '../../model/mod.ts';

/**
 * Kernel modules that an installer needs and Debian's network boot initrd lacks; what it has already is skipped,
 * what a module depends on is added. Network cards are not here: the initrd has them all.
 */
export function listOverlayModules(platform: Platform): readonly string[] {
  return [...COMMON_MODULES, ...platform.modules];
}

const COMMON_MODULES: readonly string[] = [
  // Media and file systems
  ...['isofs', 'cdrom', 'sr_mod', 'sg', 'loop', 'ext4', 'vfat', 'exfat', 'xfs', 'squashfs', 'overlay'],
  ...['nls_ascii', 'nls_cp437', 'nls_iso8859-1', 'nls_utf8', 'efivarfs'],
  // SATA and IDE
  ...[
    'ahci',
    'ata_generic',
    'ata_piix',
    'pata_jmicron',
    'pata_marvell',
    'sata_mv',
    'sata_nv',
    'sata_promise',
  ],
  ...['sata_sil', 'sata_sil24', 'sata_sis', 'sata_svw', 'sata_uli', 'sata_via'],
  // SCSI, SAS and RAID controllers
  ...['sd_mod', '3w-9xxx', '3w-sas', 'aacraid', 'hpsa', 'megaraid_sas'],
  ...['mpi3mr', 'mpt3sas', 'mptsas', 'mptspi', 'mvsas', 'pm80xx', 'smartpqi', 'sym53c8xx'],
  // NVMe and memory cards
  ...['nvme', 'mmc_block'],
  // Virtual machines
  ...['virtio_blk', 'virtio_scsi', 'virtio_net', 'virtio_pci', 'virtio_rng', 'vmxnet3'],
  ...['hv_vmbus', 'hv_storvsc', 'hv_netvsc', 'hv_utils', 'xen-blkfront', 'xen-scsifront', 'xen-netfront'],
  // USB
  ...['usb-storage', 'uas', 'xhci-pci', 'ehci-pci', 'ohci-pci'],
];

/** Programs taken from one package. */
export interface OverlayTool {
  readonly package: string;
  /** Paths in the package, and where they go if not to the same place. */
  readonly files: readonly { readonly from: string; readonly to?: string }[];
}

/** Programs that the initrd lacks. busybox and tar stand aside: the initrd's own must stay. */
export const OVERLAY_TOOLS: readonly OverlayTool[] = [
  { package: 'quickjs', files: [{ from: 'usr/bin/qjs' }] },
  { package: 'busybox-static', files: [{ from: 'usr/bin/busybox', to: 'usr/lib/cairn/busybox' }] },
  { package: 'tar', files: [{ from: 'usr/bin/tar', to: 'usr/lib/cairn/tar' }] },
  { package: 'zstd', files: [{ from: 'usr/bin/zstd' }] },
  { package: 'dosfstools', files: [{ from: 'usr/sbin/mkfs.fat' }, { from: 'usr/sbin/mkfs.vfat' }] },
  {
    package: 'e2fsprogs',
    files: [
      { from: 'etc/mke2fs.conf' },
      { from: 'usr/sbin/e2fsck' },
      { from: 'usr/sbin/mke2fs' },
      { from: 'usr/sbin/mkfs.ext4' },
      { from: 'usr/sbin/resize2fs' },
      { from: 'usr/sbin/tune2fs' },
    ],
  },
  { package: 'fdisk', files: [{ from: 'usr/sbin/sfdisk' }] },
  { package: 'util-linux', files: [{ from: 'usr/bin/lsblk' }, { from: 'usr/sbin/wipefs' }] },
];

/** Packages of the shared libraries that these programs need and the initrd lacks. */
export const OVERLAY_LIBRARY_PACKAGES: readonly string[] = [
  'libcom-err2',
  'libext2fs2t64',
  'libfdisk1',
  'liblz4-1',
  'libmount1',
  'libsmartcols1',
  'libxxhash0',
  'zlib1g',
];

/** Everything whose unpacked tree the overlay reads, besides the kernel's: for the caller's list of packages. */
export const OVERLAY_PACKAGES: readonly string[] = [
  ...OVERLAY_TOOLS.map((tool) => tool.package),
  ...OVERLAY_LIBRARY_PACKAGES,
].sort();
