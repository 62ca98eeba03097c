import { findHostNameFault } from '../values/host-names.ts';
import { listOf, type ValueType } from '../values/value-type.ts';

/** Further names of a machine. */
export const HOST_NAMES: ValueType = {
  what: 'list of host names',
  hint: 'Write them like www portal, in small letters, separated by blanks',
  accepts: (value) => {
    for (const name of splitNames(value)) {
      const fault = findHostNameFault(name);
      if (fault !== undefined) return `"${name}": ${fault}`;
    }
    return true;
  },
};

export function splitNames(value: string): readonly string[] {
  return value.split(/\s+/).filter((name) => name !== '');
}

/** Names that dnsmasq knows, but for those that a start needs and the frontend says itself. */
const OPTION_NAMES: ReadonlySet<string> = new Set(
  [
    'all-subnets-local arp-timeout classless-static-route default-ttl dns-server domain-name',
    'domain-search ethernet-encap extension-path ip-forward-enable ipv6-only irc-server log-server',
    'lpr-server max-datagram-reassembly mobile-ip-home mtu netbios-dd netbios-nodetype netbios-ns',
    'netbios-scope nis+-domain nis+-server nis-domain nis-server nntp-server non-local-source-routing',
    'ntp-server policy-filter pop3-server posix-timezone root-path router router-discovery',
    'router-solicitation sip-server smtp-server static-route swap-server tcp-keepalive tcp-ttl',
    'time-offset trailer-encapsulation tzdb-timezone x-windows-dm x-windows-fs',
  ].flatMap((line) => line.split(' ')),
);
/** Numbers that the frontend says itself, or that DHCP is made of. */
const OWN_NUMBERS: ReadonlySet<number> = new Set([
  0, 1, 43, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 66, 67, 77, 80, 82, 93, 94, 97, 175, 208, 209,
  210, 211, 255,
]);
const OPTION = /^([1-9]\d{0,2}|[a-z0-9+-]{1,40})=[A-Za-z0-9][A-Za-z0-9.:,/_-]{0,200}$/;

function isOption(word: string): boolean {
  const name = OPTION.exec(word)?.[1];
  if (name === undefined) return false;
  return /^\d+$/.test(name) ? Number(name) < 255 && !OWN_NUMBERS.has(Number(name)) : OPTION_NAMES.has(name);
}

/** What DHCP tells a machine besides. */
export const DHCP_OPTIONS: ValueType = listOf(
  'list of DHCP options',
  { what: 'option', hint: '', accepts: isOption },
  "Write them like ntp-server=10.1.0.5 42=10.1.0.5, separated by blanks (names: dnsmasq --help dhcp); what a start needs is the frontend's",
);
