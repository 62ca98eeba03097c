import * as v from 'valibot';
import { parseOperatingSystem } from '../operating-system.ts';
import { exactObject, flag, list, matching, nameMap, oneOf } from './schema-parts.ts';
import { osName } from './words.ts';

/** Programs that the installer gets from packages of the operating system, by the package that usually has them. */
export const INSTALLER_TOOLS = [
  'busybox-static',
  'dosfstools',
  'e2fsprogs',
  'fdisk',
  'libeatmydata1',
  'netcat-traditional',
  'quickjs',
  'tar',
  'util-linux',
  'zstd',
  // Where an appliance's disks need them
  'cryptsetup-bin',
  'lvm2',
  'mdadm',
  'xfsprogs',
] as const;
export type InstallerTool = (typeof INSTALLER_TOOLS)[number];

const NAME = 'a-z0-9+.-';
const packageName = matching(
  'package name',
  new RegExp(`^[a-z0-9][${NAME}]+$`),
  'Use small letters, digits, "+", ".", "-"',
);
/** A package's name in which some words stand for what only the build knows. */
function packagePattern(words: readonly string[]) {
  const known = words.map((word) => `&${word};`);
  const pattern = new RegExp(`^(?:[${NAME}]|${known.join('|')})+$`);
  return matching(
    'package name',
    pattern,
    `Use small letters, digits, "+", ".", "-" and ${known.join(', ')}`,
  );
}
const suites = list(matching('suite', /^[a-z][a-z0-9-]*$/, 'Write it like trixie-updates'));

/** What the installer is made of, as far as this release differs from what Debian usually has. */
const installer = exactObject({
  /** Kernel and initrd of Debian's installer. */
  image: v.optional(packagePattern(['release', 'arch']), 'debian-installer-&release;-netboot-&arch;'),
  /** The kernel that this initrd is for, whose modules are added. */
  kernel: v.optional(packagePattern(['kernel', 'arch']), 'linux-image-&kernel;'),
  /** Tools that another package has in this release. */
  tools: v.optional(nameMap('tool', new RegExp(`^(?:${INSTALLER_TOOLS.join('|')})$`), packageName), {}),
  /** Tools that this release has not at all, and another one lends, with their libraries. */
  borrowed: v.exactOptional(exactObject({ suites, tools: list(oneOf(INSTALLER_TOOLS)) })),
});

/** Read by hand, in Debian 12 and 13: compilers' alternatives, byte code, caches, module lists, groups of devices. */
const SETTLED = [
  'automake',
  'cpio',
  'cpp',
  'e2fsprogs',
  'g++',
  'gcc',
  'gfortran',
  'initramfs-tools',
  'initramfs-tools-core',
  'klibc-utils',
  'kmod',
  'less',
  'libcrypt-dev',
  'libgcrypt20',
  'libgssapi-krb5-2',
  'libwrap0',
  'libwtmpdb0',
  'linux-image-*',
  'login.defs',
  'logrotate',
  'nano',
  'netbase',
  'openssl',
  'passwd',
  'pciutils',
  'perl',
  'procps',
  'python3',
  'python3-*',
  'python3.*',
  'readline-common',
  'rsync',
  'tzdata',
  'ucf',
  'udev',
  'vim-common',
  'vim-tiny',
  'xz-utils',
];

/** What `roll.yaml` of an OS roll says beside what every roll says: where packages come from, never which mirror. */
export const osKeys = {
  os: osName,
  /** Of the OS rolls that come with Cairn: the one that is meant where nobody names an operating system. */
  preferred: v.optional(flag, 'false'),
  codename: matching('code name', /^[a-z]+$/, 'Write it like trixie'),
  suites,
  components: list(matching('component', /^[a-z][a-z0-9-]*$/, 'Write it like main')),
  keyring: matching('keyring', /^\/?[A-Za-z0-9_.+/-]+$/, 'Write a path, below the roll or absolute'),
  /** Packages that dpkg wants configured before it unpacks others of the base system. */
  configured: v.optional(list(packageName), ['libcom-err2', 'linux-base', 'python3-minimal', 'systemd']),
  /**
   * Packages that are configured at build although they have scripts: what these make is the same on every machine. `*` stands
   * for anything. Not those that make keys or accounts, or ask for what a site answers.
   */
  settled: v.optional(
    list(matching('package', /^[a-z0-9][a-z0-9+.*-]*$/, 'Write it like perl, or linux-image-*')),
    SETTLED,
  ),
  installer: v.optional(installer, {}),
};

/** The part of an OS roll that says what the installer is made of. */
export interface InstallerPackages {
  readonly os: string;
  readonly installer: v.InferOutput<typeof installer>;
}

/** The package that has kernel and initrd of the installer. */
export function imagePackage({ os, installer }: InstallerPackages, arch: string): string {
  return expand(installer.image, { release: parseOperatingSystem(os).release, arch });
}

/** The package of a kernel. @param kernel its release, as `uname -r` says it */
export function kernelPackage({ installer }: InstallerPackages, kernel: string, arch: string): string {
  return expand(installer.kernel, { kernel, arch });
}

/** The package that has a tool. */
export function toolPackage({ installer }: InstallerPackages, tool: InstallerTool): string {
  return installer.tools[tool] ?? tool;
}

function expand(pattern: string, words: Readonly<Record<string, string>>): string {
  return pattern.replace(/&([a-z]+);/g, (_, word: string) => words[word] ?? '');
}
