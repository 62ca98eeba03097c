import { errorProblem, type Place, type Problem } from '../problem.ts';
import { findHostNameFault } from '../values/host-names.ts';
import {
  formatIpv4,
  type Ipv4Interface,
  isHostAddress,
  isInNetwork,
  networkOf,
  overlap,
  parseIpv4,
} from '../values/ipv4.ts';
import type { SiteFile } from './site-file.ts';
import { interfaceOf } from './site-network.ts';

type PlaceOf = (...path: readonly (string | number)[]) => Place;

/** What no single value of a site shows: addresses outside their network, networks that overlap, doubles. */
export function checkSite(site: SiteFile, placeOf: PlaceOf): Problem[] {
  return [...checkNetworks(site, placeOf), ...checkHosts(site, placeOf)];
}

function checkNetworks(site: SiteFile, placeOf: PlaceOf): Problem[] {
  const problems: Problem[] = [];
  const wrong = (message: string, hint: string, ...path: string[]): void => {
    problems.push(errorProblem('SITE_NETWORK', message, placeOf('frontend', ...path), hint));
  };
  for (const name of ['public', 'private'] as const) {
    const network = site.frontend?.[name];
    if (network === undefined) continue;
    const address = network.address;
    if (address === undefined || address === 'dhcp' || address === 'none') {
      if (address !== undefined && name === 'private') {
        wrong(
          `The private network cannot use "${address}": the frontend is its DHCP server`,
          'Give an address like 10.1.1.1/16',
          name,
          'address',
        );
      }
      if (network.prefix !== undefined)
        wrong('A "prefix" needs an address beside it', 'Remove it', name, 'prefix');
      continue;
    }
    const iface = interfaceOf(network);
    if (iface === undefined) {
      const both = address.includes('/');
      wrong(
        both ? 'The prefix is given twice' : `The address "${address}" has no prefix`,
        both ? 'Remove "prefix"' : 'Write it like 10.1.1.1/16, or add "prefix"',
        name,
        'address',
      );
      continue;
    }
    if (!isHostAddress(iface.address, iface)) {
      wrong(
        `No host can have the address "${address}"`,
        'It is the first or last of its network',
        name,
        'address',
      );
    }
    const gateway = parseIpv4(network.gateway ?? '');
    if (gateway !== undefined && (!isInNetwork(gateway, iface) || gateway === iface.address)) {
      const range = `${formatIpv4(networkOf(iface))}/${iface.prefix}`;
      wrong(
        `The gateway "${network.gateway}" is not another host of ${range}`,
        'Correct one of the two',
        name,
        'gateway',
      );
    }
  }
  const [outer, inner] = [interfaceOf(site.frontend?.public), interfaceOf(site.frontend?.private)];
  if (outer !== undefined && inner !== undefined && overlap(outer, inner)) {
    wrong(
      'The public and the private network overlap',
      'Choose another range for one of them',
      'private',
      'address',
    );
  }
  return problems;
}

function checkHosts(site: SiteFile, placeOf: PlaceOf): Problem[] {
  const problems: Problem[] = [];
  const inner = interfaceOf(site.frontend?.private);
  const owners = new Map<string, string>();
  if (inner !== undefined) owners.set(formatIpv4(inner.address), 'the frontend');
  const own = site.frontend?.hostname ?? site.cluster;
  for (const [name, host] of Object.entries(site.hosts ?? {})) {
    const nameFault = name === own ? 'This is the name of the frontend' : findHostNameFault(name);
    if (nameFault !== undefined) {
      const place = placeOf('hosts', name);
      problems.push(errorProblem('SITE_HOST', `Bad host name "${name}"`, place, nameFault));
    }
    const wrong = (key: string, message: string, hint: string): void => {
      problems.push(errorProblem('SITE_HOST', message, placeOf('hosts', name, key), hint));
    };
    for (const key of ['mac', 'address'] as const) {
      const value = host[key];
      if (value === undefined) continue;
      const owner = owners.get(value);
      if (owner !== undefined) wrong(key, `"${value}" belongs to ${owner} already`, 'Give each host its own');
      else owners.set(value, `host "${name}"`);
    }
    if (host.address !== undefined) checkHostAddress(host.address, inner, (m, h) => wrong('address', m, h));
  }
  return problems;
}

function checkHostAddress(
  text: string,
  inner: Ipv4Interface | undefined,
  wrong: (message: string, hint: string) => void,
): void {
  const address = parseIpv4(text);
  if (address === undefined) wrong(`Bad address "${text}"`, 'Write it like 10.1.0.10');
  else if (inner !== undefined && !isHostAddress(address, inner)) {
    wrong(
      `"${text}" is not a host address of the private network`,
      `Choose one in ${formatIpv4(networkOf(inner))}/${inner.prefix}`,
    );
  }
}
