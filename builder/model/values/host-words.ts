import { findHostNameFault } from './host-names.ts';
import { listOf, type ValueType } from './value-type.ts';

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

/** An option by its number or by the name that dnsmasq knows, and what it says. */
const OPTION = /^(?:[1-9]\d{0,2}|[a-z][a-z0-9-]{0,40})=[A-Za-z0-9][A-Za-z0-9.:,/_-]{0,200}$/;
/** Set by the frontend itself, or by what DHCP is. */
const TAKEN =
  /^(?:0|5[0-46-9]|61|6[67]|93|94|97|255|bootfile-name|tftp-server|server-identifier|lease-time)=/;

export const DHCP_OPTIONS: ValueType = {
  ...listOf(
    'list of DHCP options',
    { what: 'option', hint: '', accepts: (word) => OPTION.test(word) && !TAKEN.test(word) },
    "Write them like ntp-server=10.1.0.5 42=10.1.0.5, separated by blanks; what a start needs is the frontend's",
  ),
};
