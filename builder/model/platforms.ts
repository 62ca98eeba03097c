import { BuildError, errorProblem, type Place, type Problem } from './problem.ts';

/** Debian's names of the architectures that there are; tables that need a row for each are typed with it. */
export type PlatformName = 'amd64' | 'arm64';

/** A file of one of Debian's packages; `path` is from the package's root. */
export interface PackagedFile {
  readonly package: string;
  readonly path: string;
}

/** How machines of a platform start by UEFI. */
export interface EfiBoot {
  /** What firmware looks for in `EFI/BOOT` of a medium or disk that it was told nothing about. */
  readonly fallback: string;
  /** Shim and GRUB in `EFI/debian` of an installed disk. Shim asks for GRUB by this name, wherever both lie. */
  readonly shim: string;
  readonly grub: string;
  /** Shim, as DHCP names it to machines that start from the network. */
  readonly netboot: string;
  /** For `grub-install --target`. */
  readonly grubTarget: string;
  /** Debian's signed loaders: shim; GRUB that reads a medium; GRUB that reads the network. */
  readonly files: {
    readonly shim: PackagedFile;
    readonly grubCd: PackagedFile;
    readonly grubNet: PackagedFile;
  };
  readonly unified: UnifiedBoot;
  /** DHCP's option 93 of firmware that starts by TFTP, and of firmware that starts by HTTP. */
  readonly tftpClients: readonly number[];
  readonly httpClients: readonly number[];
}

/** How media start that are signed with a key of one's own: a loader that shows a menu, and images that are kernel, initrd and arguments in one. */
export interface UnifiedBoot {
  /** The architecture in the names of UEFI's files. */
  readonly arch: string;
  /** Shim asks for its tool that enrols keys by this name, beside itself. */
  readonly keyManager: string;
  readonly files: {
    readonly loader: PackagedFile;
    /** What an image is made of, and what its further entries are. */
    readonly stub: PackagedFile;
    readonly entryStub: PackagedFile;
    readonly keyManager: PackagedFile;
    /** The program that makes images, in Python, and the library that it needs. */
    readonly ukify: PackagedFile;
    readonly pefile: PackagedFile;
  };
}

/** How machines of a platform start by BIOS: SYSLINUX's family from media and the network, GRUB from the disk. */
export interface BiosBoot {
  readonly grubTarget: string;
  /** PXELINUX, as DHCP names it. */
  readonly netboot: string;
  readonly files: {
    /** Boot sector that makes an image start from a disk. */
    readonly isohybridMbr: PackagedFile;
    /** The same for an image in a partition. */
    readonly partitionMbr: PackagedFile;
    /** Boot sector of a disk with a GPT: it starts the partition that is marked for BIOS. */
    readonly gptMbr: PackagedFile;
    readonly isolinux: PackagedFile;
    readonly pxelinux: PackagedFile;
    /** Modules of both. */
    readonly ldlinux: PackagedFile;
    readonly libutil: PackagedFile;
    readonly menu: PackagedFile;
  };
  /** DHCP's option 93. */
  readonly clients: readonly number[];
}

/** The machine that QEMU makes for a platform. */
export interface QemuModel {
  /** QEMU for it, and Debian's packages of it and of its UEFI. */
  readonly program: string;
  readonly package: string;
  readonly firmwarePackage: string;
  readonly cpu: string;
  readonly machine: Readonly<Record<Firmware, string | undefined>>;
  readonly display: readonly string[];
  /** UEFI: its code, and its variables as they are at first. */
  readonly uefi: Readonly<
    Record<'uefi' | 'uefi-secure', { readonly code: string; readonly variables: string }>
  >;
  /** Only the firmware itself may write the variables. */
  readonly locksVariables: boolean;
  /** Controllers that CD drives and SATA disks hang on, where the machine has none of its own, and the CD drive. */
  readonly cdrom: readonly string[];
  readonly sata: readonly string[];
  /** How many times as long as on the usual platform everything may take, where it is emulated. */
  readonly patience: number;
}

/** Firmware of a machine, and whether UEFI insists on signatures. */
export type Firmware = 'bios' | 'uefi' | 'uefi-secure';

/** Everything that differs between architectures and is not said by a roll. */
export interface Platform {
  /** The value of the attribute `arch`. */
  readonly name: PlatformName;
  /** What the kernel and other distributions call it; accepted wherever an architecture is named. */
  readonly otherNames: readonly string[];
  /** Folder of shared libraries below `usr/lib`. */
  readonly triple: string;
  readonly efi: EfiBoot;
  /** Absent where there is no such firmware. */
  readonly bios: BiosBoot | undefined;
  /** The first serial line, as the kernel names it. */
  readonly serial: string;
  /** GRUB's own driver of that line, where it has one; elsewhere GRUB speaks by the firmware's console alone. */
  readonly grubSerial: string | undefined;
  /** Modules of disk controllers and the like that only this platform's kernel has, for the installer. */
  readonly modules: readonly string[];
  /** Names that the memory test has in `/boot`, for BIOS and UEFI; absent where Debian has none. */
  readonly memoryTest: { readonly bios: readonly string[]; readonly uefi: readonly string[] } | undefined;
  readonly qemu: QemuModel;
}

const SYSLINUX_MODULES = 'usr/lib/syslinux/modules/bios';

/** Debian names these files after the architecture, and so does shim. */
function unifiedBoot(arch: string, debian: string): UnifiedBoot {
  const folder = 'usr/lib/systemd/boot/efi';
  const keyManager = `mm${arch}.efi`;
  return {
    arch,
    keyManager,
    files: {
      loader: { package: 'systemd-boot-efi', path: `${folder}/systemd-boot${arch}.efi` },
      stub: { package: 'systemd-boot-efi', path: `${folder}/linux${arch}.efi.stub` },
      entryStub: { package: 'systemd-boot-efi', path: `${folder}/addon${arch}.efi.stub` },
      keyManager: {
        package: `shim-helpers-${debian}-signed`,
        path: `usr/lib/shim/${keyManager}.signed`,
      },
      ukify: { package: 'systemd-ukify', path: 'usr/bin/ukify' },
      pefile: { package: 'python3-pefile', path: 'usr/lib/python3/dist-packages/pefile.py' },
    },
  };
}

const amd64 = {
  name: 'amd64',
  otherNames: ['x86_64'],
  triple: 'x86_64-linux-gnu',
  efi: {
    fallback: 'BOOTX64.EFI',
    shim: 'shimx64.efi',
    grub: 'grubx64.efi',
    netboot: 'bootx64.efi',
    grubTarget: 'x86_64-efi',
    files: {
      shim: { package: 'shim-signed', path: 'usr/lib/shim/shimx64.efi.signed' },
      grubCd: { package: 'grub-efi-amd64-signed', path: 'usr/lib/grub/x86_64-efi-signed/gcdx64.efi.signed' },
      grubNet: {
        package: 'grub-efi-amd64-signed',
        path: 'usr/lib/grub/x86_64-efi-signed/grubnetx64.efi.signed',
      },
    },
    unified: unifiedBoot('x64', 'amd64'),
    // 7 was meant for EFI byte code; firmware of this platform has said it ever since
    tftpClients: [7, 9],
    httpClients: [16],
  },
  bios: {
    grubTarget: 'i386-pc',
    netboot: 'lpxelinux.0',
    files: {
      isohybridMbr: { package: 'isolinux', path: 'usr/lib/ISOLINUX/isohdpfx.bin' },
      partitionMbr: { package: 'isolinux', path: 'usr/lib/ISOLINUX/isohdppx.bin' },
      gptMbr: { package: 'syslinux-common', path: 'usr/lib/syslinux/mbr/gptmbr.bin' },
      isolinux: { package: 'isolinux', path: 'usr/lib/ISOLINUX/isolinux.bin' },
      pxelinux: { package: 'pxelinux', path: 'usr/lib/PXELINUX/lpxelinux.0' },
      ldlinux: { package: 'syslinux-common', path: `${SYSLINUX_MODULES}/ldlinux.c32` },
      libutil: { package: 'syslinux-common', path: `${SYSLINUX_MODULES}/libutil.c32` },
      menu: { package: 'syslinux-common', path: `${SYSLINUX_MODULES}/menu.c32` },
    },
    clients: [0],
  },
  serial: 'ttyS0',
  grubSerial: 'serial --unit=0 --speed=115200',
  modules: [
    ...['pata_amd', 'pata_atiixp', 'arcmsr', 'isci', 'megaraid_mbox', 'BusLogic'],
    // NVMe behind Intel's volume management
    ...['vmd', 'vmw_pvscsi', 'uhci-hcd'],
  ],
  memoryTest: {
    bios: ['memtest86+x64', 'memtest86+x64.bin', 'mt86+x64', 'mt86+x64.bin'],
    uefi: ['memtest86+x64.efi', 'mt86+x64.efi'],
  },
  qemu: {
    program: 'qemu-system-x86_64',
    package: 'qemu-system-x86',
    firmwarePackage: 'ovmf',
    cpu: 'max',
    machine: { bios: 'q35', uefi: 'q35', 'uefi-secure': 'q35,smm=on' },
    display: ['-vga', 'std'],
    uefi: {
      uefi: { code: '/usr/share/OVMF/OVMF_CODE_4M.fd', variables: '/usr/share/OVMF/OVMF_VARS_4M.fd' },
      'uefi-secure': {
        code: '/usr/share/OVMF/OVMF_CODE_4M.secboot.fd',
        variables: '/usr/share/OVMF/OVMF_VARS_4M.ms.fd',
      },
    },
    locksVariables: true,
    cdrom: ['-device', 'ide-cd,drive=cd,bootindex=1'],
    sata: [],
    patience: 1,
  },
} as const satisfies Platform;

const arm64 = {
  name: 'arm64',
  otherNames: ['aarch64'],
  triple: 'aarch64-linux-gnu',
  efi: {
    fallback: 'BOOTAA64.EFI',
    shim: 'shimaa64.efi',
    grub: 'grubaa64.efi',
    netboot: 'bootaa64.efi',
    grubTarget: 'arm64-efi',
    files: {
      shim: { package: 'shim-signed', path: 'usr/lib/shim/shimaa64.efi.signed' },
      grubCd: { package: 'grub-efi-arm64-signed', path: 'usr/lib/grub/arm64-efi-signed/gcdaa64.efi.signed' },
      grubNet: {
        package: 'grub-efi-arm64-signed',
        path: 'usr/lib/grub/arm64-efi-signed/grubnetaa64.efi.signed',
      },
    },
    unified: unifiedBoot('aa64', 'arm64'),
    tftpClients: [11],
    httpClients: [19],
  },
  bios: undefined,
  serial: 'ttyAMA0',
  grubSerial: undefined,
  modules: ['ahci_platform', 'ahci_xgene', 'hisi_sas_v2_hw', 'hisi_sas_v3_hw', 'sdhci-acpi', 'xhci-plat-hcd'],
  memoryTest: undefined,
  qemu: {
    program: 'qemu-system-aarch64',
    package: 'qemu-system-arm',
    firmwarePackage: 'qemu-efi-aarch64',
    // Signing pointers by the real algorithm makes an emulated machine several times slower
    cpu: 'max,pauth-impdef=on',
    machine: { bios: undefined, uefi: 'virt', 'uefi-secure': 'virt' },
    display: ['-device', 'virtio-gpu-pci'],
    uefi: {
      uefi: { code: '/usr/share/AAVMF/AAVMF_CODE.fd', variables: '/usr/share/AAVMF/AAVMF_VARS.fd' },
      'uefi-secure': {
        code: '/usr/share/AAVMF/AAVMF_CODE.ms.fd',
        variables: '/usr/share/AAVMF/AAVMF_VARS.ms.fd',
      },
    },
    locksVariables: false,
    cdrom: ['-device', 'virtio-scsi-pci,id=scsi', '-device', 'scsi-cd,bus=scsi.0,drive=cd,bootindex=1'],
    sata: ['-device', 'ahci,id=ahci'],
    patience: 4,
  },
} as const satisfies Platform;

/** One row an architecture. */
const TABLE: Readonly<Record<PlatformName, Platform>> = { amd64, arm64 };
export const PLATFORMS: readonly Platform[] = Object.values(TABLE);

/** What a recipe or a graph is for that does not say it. */
export const DEFAULT_PLATFORM: Platform = amd64;

/** The platform that any of its names means. */
export function findPlatform(name: string): Platform | undefined {
  return PLATFORMS.find((platform) => platform.name === name || platform.otherNames.includes(name));
}

/** @throws {BuildError} ARCH_UNKNOWN */
export function requirePlatform(name: string, place?: Place): Platform {
  const platform = findPlatform(name);
  if (platform === undefined) throw new BuildError(unknownPlatform(name, place));
  return platform;
}

/** The finding that no platform has this name. */
export function unknownPlatform(name: string, place?: Place): Problem {
  return errorProblem(
    'ARCH_UNKNOWN',
    `There is no architecture "${name}"`,
    place,
    `Known: ${listPlatforms()}`,
  );
}

/** Kernel options by which everything is said on the first serial line too; dialogs are on the screen. */
export function consoleArguments({ serial }: Platform): readonly string[] {
  return [`console=${serial},115200n8`, 'console=tty0'];
}

/** Debian's boot loaders on an installed disk, from the root of the EFI system partition, best first. */
export function diskLoaders({ efi }: Platform): readonly string[] {
  return [efi.shim, efi.grub].map((name) => `/EFI/debian/${name}`);
}

/** The names of all platforms, for people. */
export function listPlatforms(): string {
  return PLATFORMS.map(({ name, otherNames }) => `${name} (or ${otherNames.join(', ')})`).join(', ');
}
