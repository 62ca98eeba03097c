import type { Host } from '../../hosts/types.ts';
import {
  BOOT_ARGUMENTS,
  FRONTEND_INITRD,
  FRONTEND_PATHS,
  RELEASE_BOOT_FILES,
  RELEASE_BOOT_FOLDER,
} from '../../model/mod.ts';
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
  /** The release that the host gets, for an installation or a rescue system. */
  readonly release: string;
  /** Consoles and the like, given to every kernel. */
  readonly kernelArguments: readonly string[];
  /** Whether a memory test lies beside the boot loaders. */
  readonly memtest: boolean;
}

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
  const release = `${FRONTEND_PATHS.releases}/${frontend.release}`;
  const [kernel = '', ...initrds] = RELEASE_BOOT_FILES.map(
    (name) => `${release}/${RELEASE_BOOT_FOLDER}/${name}`,
  );
  const words = {
    'cairn.action': host.bootAction,
    [BOOT_ARGUMENTS.source]: `${frontend.source}${release}`,
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
    kernel,
    initrds: [...initrds, `${FRONTEND_PATHS.netboot}/${FRONTEND_INITRD}`],
    arguments: [
      ...Object.entries(words).map(([name, value]) => `${name}=${value}`),
      ...frontend.kernelArguments,
    ],
  };
}
