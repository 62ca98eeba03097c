/** Starts a Linux kernel. Paths are as the boot loader sees them: "/install/vmlinuz". */
export interface BootKernel {
  readonly kind: 'kernel';
  readonly kernel: string;
  /** Loaded one after the other; a later archive's files replace an earlier one's. */
  readonly initrds: readonly string[];
  readonly arguments: readonly string[];
}

/** Goes on with the machine's own disk. */
export interface BootLocalDisk {
  readonly kind: 'local-disk';
}

/** One line of a boot menu. */
export interface BootEntry {
  /** Letters, digits and "-"; unique in the menu. */
  readonly id: string;
  readonly label: string;
  readonly boot: BootKernel | BootLocalDisk;
}

/** A boot menu, whichever boot loader shows it. */
export interface BootMenu {
  readonly title: string;
  /** The first entry starts by itself after so long. */
  readonly timeoutSeconds: number;
  readonly entries: readonly BootEntry[];
}

/** What differs between the media that carry the installer. */
export interface InstallMenuInput {
  readonly title: string;
  readonly timeoutSeconds: number;
  readonly kernel: string;
  readonly initrds: readonly string[];
  /** Given to every kernel entry. */
  readonly kernelArguments: readonly string[];
  /** The menu is on a medium, which can be checked. */
  readonly isOnMedium?: boolean;
  /** The medium lies on the disk that is installed on: there is no other to start, and whoever starts it knows the place. */
  readonly isOnSealedDisk?: boolean;
}

/** Kernel arguments of the entries, by which the installer's hook tells them apart. */
const QUESTIONS_ARGUMENT = 'cairn.questions=1';
const WITHOUT_SITE_ARGUMENT = 'cairn.questions=without-site';
const RESCUE_ARGUMENT = 'cairn.action=rescue';
const CHECK_ARGUMENT = 'cairn.action=check';

const LOCAL_DISK: BootEntry = { id: 'disk', label: 'Boot from disk', boot: { kind: 'local-disk' } };

/** The installer's menu: install (first, thus the default), with questions, rescue shell, a check of the medium, local disk. */
export function planInstallMenu(input: InstallMenuInput): BootMenu {
  const { kernel, initrds, kernelArguments, isOnSealedDisk = false } = input;
  const entry = (id: string, label: string, ...extra: string[]): BootEntry => ({
    id,
    label,
    boot: { kind: 'kernel', kernel, initrds, arguments: [...extra, ...kernelArguments] },
  });
  return {
    title: input.title,
    timeoutSeconds: input.timeoutSeconds,
    entries: [
      entry('install', `Install ${input.title}`, ...(isOnSealedDisk ? [WITHOUT_SITE_ARGUMENT] : [])),
      entry('questions', 'Install with questions', QUESTIONS_ARGUMENT),
      entry('rescue', 'Rescue shell', RESCUE_ARGUMENT),
      ...(input.isOnMedium === true ? [entry('check', 'Check this medium', CHECK_ARGUMENT)] : []),
      ...(isOnSealedDisk ? [] : [LOCAL_DISK]),
    ],
  };
}
