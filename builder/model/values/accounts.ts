import type { ValueType } from './value-type.ts';

/**
 * Accounts and groups that a system of ours has before anybody is added: Debian's own (base-passwd), and those of
 * packages that many machines have.
 */
const TAKEN: ReadonlySet<string> = new Set(
  [
    'root daemon bin sys sync games man lp mail news uucp proxy www-data backup list irc nobody nogroup',
    'adm tty disk kmem dialout fax voice cdrom floppy tape sudo wheel audio dip operator src shadow utmp video sasl',
    'plugdev staff users input sgx kvm render netdev crontab messagebus sshd polkitd systemd-journal systemd-network',
    'systemd-resolve systemd-timesync systemd-coredump systemd-oom dnsmasq chrony statd munge slurm nfsuser',
    'docker libvirt ssl-cert postfix postdrop mysql postgres redis tss uuidd avahi rtkit colord lxd',
  ].flatMap((line) => line.split(' ')),
);

const NAME = /^[a-z][a-z0-9_.-]{0,30}$/;

/** True for an account or a group that a system of ours has, or that packages of many machines bring. */
export function hasSystemAccount(name: string): boolean {
  return TAKEN.has(name);
}

/** An account that is to be made. */
export const USER: ValueType = {
  what: 'account name',
  hint: 'Use up to 31 small letters, digits and "_", ".", "-"; begin with a letter',
  accepts: (value) =>
    TAKEN.has(value) || /^(?:systemd-|debian-)/.test(value)
      ? 'The system has an account or a group of this name already: choose another'
      : NAME.test(value),
};
