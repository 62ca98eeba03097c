import type { Effects, ProgramOptions } from '../machine/effects.ts';
import { InstallFailure } from '../machine/failure.ts';
import { PATHS } from '../machine/paths.ts';

/** Kernel file systems that programs in the installed system need while they are set up. */
const MOUNTS: readonly (readonly string[])[] = [
  ['-t', 'proc', 'proc', '/proc'],
  ['-t', 'sysfs', 'sysfs', '/sys'],
  ['-o', 'bind', '/dev', '/dev'],
  // A folder that is bound comes without what is mounted in it
  ['-t', 'devpts', '-o', 'gid=5,mode=0620,ptmxmode=0666', 'devpts', '/dev/pts'],
  ['-t', 'tmpfs', '-o', 'mode=1777', 'tmpfs', '/dev/shm'],
  ['-t', 'tmpfs', '-o', 'mode=0755', 'tmpfs', '/run'],
];

/** Services are started by the machine's own first boot, never inside the installer. */
const POLICY = '#!/bin/sh\n# Written by the installer, removed at its end\nexit 101\n';
const POLICY_FILE = `${PATHS.target}/usr/sbin/policy-rc.d`;

const ENVIRONMENT: Readonly<Record<string, string>> = {
  DEBIAN_FRONTEND: 'noninteractive',
  DEBCONF_NONINTERACTIVE_SEEN: 'true',
  SYSTEMD_OFFLINE: '1',
  LC_ALL: 'C.UTF-8',
};

export interface TargetOptions extends ProgramOptions {
  /** What the program writes to descriptor 3 is its standard output too. */
  readonly statusDescriptor?: boolean;
}

/** Runs a program in the installed system and returns its exit status. */
export function inTarget(effects: Effects, argv: readonly string[], options: TargetOptions = {}): number {
  const { statusDescriptor = false, env, ...others } = options;
  const words = [...(statusDescriptor ? [PATHS.withStatus] : []), 'chroot', PATHS.target, ...argv];
  return effects.run(words, { ...others, env: { ...ENVIRONMENT, ...env } });
}

/** As inTarget, but any status other than 0 ends the installation. */
export function mustInTarget(effects: Effects, argv: readonly string[], options: ProgramOptions = {}): void {
  const status = inTarget(effects, argv, options);
  if (status !== 0)
    throw new InstallFailure(`"${argv.join(' ')}" failed in the installed system with status ${status}`);
}

/** Makes the unpacked system fit to run package scripts in. */
export function enterTarget(effects: Effects): void {
  for (const mount of MOUNTS) {
    const place = `${PATHS.target}${mount.at(-1)}`;
    effects.run(['mkdir', '-p', place]);
    const status = effects.run(['mount', ...mount.slice(0, -1), place]);
    if (status !== 0) throw new InstallFailure(`Cannot mount ${mount.at(-2)} on "${place}"`);
  }
  if (effects.exists('/sys/firmware/efi/efivars')) {
    effects.run(['mount', '-t', 'efivarfs', 'efivarfs', `${PATHS.target}/sys/firmware/efi/efivars`]);
  }
  effects.write(POLICY_FILE, POLICY, 0o755);
}

/** Takes back what enterTarget did. */
export function leaveTarget(effects: Effects): void {
  effects.remove(POLICY_FILE);
  if (effects.exists('/sys/firmware/efi/efivars'))
    effects.run(['umount', `${PATHS.target}/sys/firmware/efi/efivars`]);
  for (const mount of [...MOUNTS].reverse()) effects.run(['umount', `${PATHS.target}${mount.at(-1)}`]);
}
