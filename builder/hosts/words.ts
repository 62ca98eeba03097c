import {
  BOOT_ACTIONS,
  errorProblem,
  findHostNameFault,
  findMacFault,
  type Place,
  type Problem,
} from '../model/mod.ts';
import { type Ipv4Interface, isHostAddress, parseIpv4 } from '../model/values/ipv4.ts';
import type { HostChange, Network, NewHost } from './types.ts';

const APPLIANCE = /^[a-z0-9][a-z0-9-]*$/;
const BMC =
  /^(?:ipmi|redfish):\/\/(?:[A-Za-z0-9_.-]+@)?[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\d{1,5})?(?:\?firmware=(?:bios|uefi))?$/;
const MAX_NUMBER = 99_999;

/** What is wrong with a host by itself: every finding, none of them about other hosts. */
export function checkNewHost(
  host: NewHost | HostChange,
  network: Network | undefined,
  place?: Place,
): Problem[] {
  const problems: Problem[] = [];
  const wrong = (what: string, value: string | number, hint: string): void => {
    problems.push(errorProblem('HOST_WRONG', `Bad ${what} "${value}"`, place, hint));
  };
  for (const name of [host.name, 'newName' in host ? host.newName : undefined]) {
    const fault = name === undefined ? undefined : findNameFault(name, network);
    if (fault !== undefined) wrong('host name', name!, fault);
  }
  if (host.appliance !== undefined && !APPLIANCE.test(host.appliance)) {
    wrong('appliance', host.appliance, 'Use small letters, digits and "-"');
  }
  for (const key of ['rack', 'rank'] as const) {
    const value = host[key];
    if (value === undefined || (Number.isInteger(value) && value >= 0 && value <= MAX_NUMBER)) continue;
    wrong(key, value, `Use a whole number from 0 to ${MAX_NUMBER}`);
  }
  for (const mac of host.macs ?? []) {
    const fault = findMacFault(mac);
    if (fault !== undefined) wrong('MAC address', mac, fault);
  }
  if (host.bootAction !== undefined && !BOOT_ACTIONS.includes(host.bootAction)) {
    wrong('boot action', host.bootAction, `Use one of ${BOOT_ACTIONS.join(', ')}`);
  }
  if (host.bmc !== undefined && host.bmc !== '' && !BMC.test(host.bmc)) {
    wrong('management board', host.bmc, 'Write it like ipmi://user@10.2.0.7 or redfish://user@10.2.0.7');
  }
  if (host.address !== undefined) problems.push(...checkAddress(host.address, network, place));
  return problems;
}

/** Why a host may not be called so, as advice. */
function findNameFault(name: string, network: Network | undefined): string | undefined {
  return name === network?.frontendName ? 'This is the name of the frontend' : findHostNameFault(name);
}

/** An address that a host may carry: in the private network, not the frontend's, not lent to strangers. */
export function checkAddress(address: string, network: Network | undefined, place?: Place): Problem[] {
  const value = parseIpv4(address);
  const because = (message: string, hint: string): Problem[] => [
    errorProblem('ADDRESS_WRONG', message, place, hint),
  ];
  if (value === undefined) return because(`Bad address "${address}"`, 'Write it like 10.1.0.10');
  if (network === undefined) return [];
  const text = `${network.network}/${network.prefix}`;
  if (!isHostAddress(value, ipv4NetworkOf(network))) {
    return because(`Address "${address}" is not of the ${network.name} network`, `The network is ${text}`);
  }
  if (address === network.frontendAddress) {
    return because(`Address "${address}" is the frontend's own`, 'Choose another one');
  }
  const [from, to] = [parseIpv4(network.rangeFrom ?? ''), parseIpv4(network.rangeTo ?? '')];
  if (from !== undefined && to !== undefined && value >= from && value <= to) {
    const hint = `Choose one outside of ${network.rangeFrom} to ${network.rangeTo}`;
    return because(`Address "${address}" is lent to strangers`, hint);
  }
  return [];
}

/** The identities of the partition tables that a machine is installed on, as installers report them: commas between. */
export function isDiskIdentity(text: string): boolean {
  return /^[0-9A-Fa-f-]{1,64}(?:,[0-9A-Fa-f-]{1,64}){0,63}$/.test(text);
}

/** The network as numbers. */
export function ipv4NetworkOf(network: Network): Ipv4Interface {
  return { address: parseIpv4(network.network) ?? 0, prefix: network.prefix };
}
