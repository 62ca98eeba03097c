import {
  INSTALLER_TOOLS,
  type InstallerPackages,
  type InstallerTool,
  toolPackage,
} from '../../model/files/mod.ts';
import type { Platform } from '../../model/mod.ts';
import { meetNeed, STORAGE_NEEDS, type StorageNeed } from '../../render/storage/needs.ts';

/**
 * Kernel modules that an installer needs and Debian's network boot initrd lacks; what it has already is skipped,
 * what a module depends on is added. Network cards are not here: the initrd has them all.
 */
export function listOverlayModules(
  platform: Platform,
  needs: readonly StorageNeed[] = [],
): readonly string[] {
  return [...COMMON_MODULES, ...platform.modules, ...needs.flatMap((need) => meetNeed(need).modules)];
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

/** Files of one package. */
export interface OverlayTool {
  readonly package: string;
  /** Paths in the package, with usr/ before folders that are merged; and where they go if not to the same place. */
  readonly files: readonly ToolFile[];
}

export interface ToolFile {
  readonly from: string;
  readonly to?: string;
}

/** Programs that the initrd lacks, and a library. busybox and tar stand aside: the initrd's own must stay. */
const TOOL_FILES: Readonly<Record<InstallerTool, readonly ToolFile[]>> = {
  'cryptsetup-bin': [{ from: 'usr/sbin/cryptsetup' }],
  lvm2: [{ from: 'usr/sbin/lvm' }],
  mdadm: [{ from: 'usr/sbin/mdadm' }],
  xfsprogs: [{ from: 'usr/sbin/mkfs.xfs' }],
  'busybox-static': [{ from: 'usr/bin/busybox', to: 'usr/lib/cairn/busybox' }],
  dosfstools: [{ from: 'usr/sbin/mkfs.fat' }, { from: 'usr/sbin/mkfs.vfat' }],
  e2fsprogs: [
    { from: 'etc/mke2fs.conf' },
    { from: 'usr/sbin/e2fsck' },
    { from: 'usr/sbin/mke2fs' },
    { from: 'usr/sbin/mkfs.ext4' },
    { from: 'usr/sbin/resize2fs' },
    { from: 'usr/sbin/tune2fs' },
  ],
  fdisk: [{ from: 'usr/sbin/sfdisk' }],
  // It chooses the port that it sends from; busybox' does not.
  // Package scripts and dpkg wait for the disk thousands of times; an installation that is cut off begins anew anyway
  libeatmydata1: [{ from: 'usr/lib/&triple;/libeatmydata.so', to: 'usr/lib/cairn/libeatmydata.so' }],
  'netcat-traditional': [{ from: 'usr/bin/nc.traditional', to: 'usr/lib/cairn/nc' }],
  quickjs: [{ from: 'usr/bin/qjs' }],
  tar: [{ from: 'usr/bin/tar', to: 'usr/lib/cairn/tar' }],
  'util-linux': [{ from: 'usr/bin/lsblk' }, { from: 'usr/bin/partx' }, { from: 'usr/sbin/wipefs' }],
  zstd: [{ from: 'usr/bin/zstd' }],
};

const OPTIONAL_TOOLS: readonly string[] = STORAGE_NEEDS.map((need) => meetNeed(need).tool);

/** What the overlay takes from which packages. */
export interface OverlayTools {
  /** Of the operating system itself. */
  readonly own: readonly OverlayTool[];
  /** Lent by another release. */
  readonly borrowed: readonly OverlayTool[];
}

/** The tools of an operating system's installer, as its roll says, with those that disks of appliances need. */
export function listOverlayTools(
  system: InstallerPackages,
  { triple }: Platform,
  needs: readonly StorageNeed[] = [],
): OverlayTools {
  const needed: readonly string[] = needs.map((need) => meetNeed(need).tool);
  const lent = new Set<InstallerTool>(system.installer.borrowed?.tools);
  const listTools = (isWanted: (tool: InstallerTool) => boolean): OverlayTool[] =>
    INSTALLER_TOOLS.filter((tool) => !OPTIONAL_TOOLS.includes(tool) || needed.includes(tool))
      .filter(isWanted)
      .map((tool) => ({
        package: toolPackage(system, tool),
        files: TOOL_FILES[tool].map((file) => ({ ...file, from: file.from.replace('&triple;', triple) })),
      }));
  return { own: listTools((tool) => !lent.has(tool)), borrowed: listTools((tool) => lent.has(tool)) };
}
