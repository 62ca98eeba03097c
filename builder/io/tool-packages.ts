import { errorProblem, PLATFORMS, type Problem } from '../model/mod.ts';

/** Debian package of each program that Cairn runs and that is not in every Debian system. */
const PACKAGE_OF_TOOL: Readonly<Record<string, string>> = {
  '7z': '7zip',
  '7zz': '7zip',
  apt: 'apt',
  'apt-get': 'apt',
  'apt-cache': 'apt',
  'apt-config': 'apt',
  clush: 'clustershell',
  cpio: 'cpio',
  depmod: 'kmod',
  'dpkg-deb': 'dpkg',
  flock: 'util-linux',
  gpg: 'gnupg',
  'gpg-connect-agent': 'gnupg',
  gpgv: 'gpgv',
  mcopy: 'mtools',
  mformat: 'mtools',
  'mkfs.fat': 'dosfstools',
  ip: 'iproute2',
  mkfs: 'util-linux',
  mmdebstrap: 'mmdebstrap',
  mtools: 'mtools',
  newuidmap: 'uidmap',
  osslsigncode: 'osslsigncode',
  'qemu-img': 'qemu-utils',
  setpriv: 'util-linux',
  sfdisk: 'fdisk',
  sqv: 'sqv',
  'systemd-nspawn': 'systemd-container',
  ssh: 'openssh-client',
  'ssh-keygen': 'openssh-client',
  umount: 'mount',
  unsquashfs: 'squashfs-tools',
  unshare: 'util-linux',
  xorriso: 'xorriso',
  xz: 'xz-utils',
  zstd: 'zstd',
  ...Object.fromEntries(PLATFORMS.map(({ qemu }) => [qemu.program, qemu.package])),
};

/** The error about a program that is not there. */
export function missingTool(program: string): Problem {
  const hint = `Install it: apt-get install ${packageOfTool(program)}`;
  return errorProblem('COMMAND_MISSING', `Cannot run "${program}": it is not installed`, undefined, hint);
}

/** Name of the Debian package that has a program; the program's own name when it is not known. */
function packageOfTool(program: string): string {
  const name = program.split('/').at(-1) ?? program;
  return PACKAGE_OF_TOOL[name] ?? name;
}
