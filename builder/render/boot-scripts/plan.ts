import type { Host } from '../../hosts/types.ts';
import { BOOT_ARGUMENTS, FRONTEND_INITRD, FRONTEND_PATHS } from '../../model/mod.ts';
import type { BootStep } from './types.ts';

/** One host, as its boot script needs it. */
export interface BootHost extends Pick<Host, 'name' | 'appliance' | 'bootAction'> {
  /** Of the card that it is started from: "aa:bb:cc:dd:ee:ff". */
  readonly mac: string;
  /** Of an installation only; never in any other script. */
  readonly token?: string;
}

/** The frontend, as boot scripts need it. */
export interface BootFrontend {
  /** "http://10.1.1.1". */
  readonly source: string;
  /** Consoles and the like, given to every kernel. */
  readonly kernelArguments: readonly string[];
  /** Whether a memory test lies beside the kernel. */
  readonly memtest: boolean;
}

const KERNEL = `${FRONTEND_PATHS.netboot}/vmlinuz`;
const INITRDS = ['initrd.gz', 'cairn.img', FRONTEND_INITRD].map(
  (name) => `${FRONTEND_PATHS.netboot}/${name}`,
);
/** Names of the memory test for BIOS and for UEFI, if the frontend has one. */
export const MEMTEST = 'memtest.bin';
export const MEMTEST_UEFI = 'memtest.efi';

/** What a host does now: its action as a kernel with arguments, or its own disk. */
export function planBootStep(host: BootHost, frontend: BootFrontend): BootStep {
  if (host.bootAction === 'os' || (host.bootAction === 'memtest' && !frontend.memtest))
    return { kind: 'disk' };
  if (host.bootAction === 'memtest')
    return {
      kind: 'kernel',
      kernel: `${FRONTEND_PATHS.netboot}/${MEMTEST}`,
      kernelForUefi: `${FRONTEND_PATHS.netboot}/${MEMTEST_UEFI}`,
      initrds: [],
      // It shows itself on a serial line too, and knows no other word of Linux.
      arguments: frontend.kernelArguments.filter((word) => /^console=tty[A-Z]/.test(word)),
    };
  const words = {
    'cairn.action': host.bootAction,
    [BOOT_ARGUMENTS.source]: frontend.source,
    [BOOT_ARGUMENTS.host]: host.name,
    [BOOT_ARGUMENTS.appliance]: host.appliance,
    ...(host.bootAction === 'install' && host.token !== undefined
      ? { [BOOT_ARGUMENTS.token]: host.token }
      : {}),
    // The card that the machine was started from, in PXELINUX's spelling; Debian's installer reads it.
    BOOTIF: `01-${host.mac.replaceAll(':', '-')}`,
  };
  return {
    kind: 'kernel',
    kernel: KERNEL,
    initrds: INITRDS,
    arguments: [
      ...Object.entries(words).map(([name, value]) => `${name}=${value}`),
      ...frontend.kernelArguments,
    ],
  };
}
