import type { PlatformName } from '../../model/mod.ts';
import type { WaitLimits } from './serial.ts';

export type Firmware = 'bios' | 'uefi' | 'uefi-secure';

/** The machine that QEMU makes for a platform. */
export interface MachineModel {
  /** QEMU for it. */
  readonly program: string;
  readonly cpu: string;
  readonly machine: Readonly<Record<Firmware, string | undefined>>;
  readonly display: readonly string[];
  /** UEFI: its code, and its variables as they are at first; both are files of a Debian package. */
  readonly uefi: Readonly<
    Record<'uefi' | 'uefi-secure', { readonly code: string; readonly variables: string }>
  >;
  /** Only the firmware itself may write the variables. */
  readonly locksVariables: boolean;
  /** Controllers that CD drives and SATA disks hang on, where the machine has none of its own, and the CD drive. */
  readonly cdrom: readonly string[];
  readonly sata: readonly string[];
  /** How many times as long as on amd64 everything may take. */
  readonly patience: number;
}

export const MODELS: Readonly<Record<PlatformName, MachineModel>> = {
  amd64: {
    program: 'qemu-system-x86_64',
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
  arm64: {
    program: 'qemu-system-aarch64',
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
};

/** What is waited for on amd64, on another platform. */
export function limitsFor(
  platform: PlatformName,
  { timeoutSeconds, stallSeconds }: Required<WaitLimits>,
): Required<WaitLimits> {
  const { patience } = MODELS[platform];
  return { timeoutSeconds: timeoutSeconds * patience, stallSeconds: stallSeconds * patience };
}
