import { join } from 'node:path';
import type { Network } from '../../../hosts/mod.ts';
import { requirePlatform } from '../../../model/mod.ts';
import { formatIpv4, netmaskOf } from '../../../model/values/ipv4.ts';
import { renderDnsmasqConfig } from '../../../render/boot-scripts/mod.ts';
import { LEASE_FILE } from '../boot/leases.ts';
import type { FrontendConfig, ServicePaths } from '../shared/config.ts';
import { findStrangerRange } from './stranger-range.ts';

/** What dnsmasq reads when it starts, as the description and the state say it. */
export interface DnsmasqSettings {
  readonly config: FrontendConfig;
  readonly paths: ServicePaths;
  /** The name servers outside, as systemd-resolved knows them. */
  readonly resolvFile: string;
}

export function dnsmasqConfigPath(paths: ServicePaths): string {
  return join(paths.kept, 'dnsmasq/dnsmasq.conf');
}

/** @param network whose range strangers get; without one the last part of the description's network */
export function composeDnsmasqConfig(
  { config, paths, resolvFile }: DnsmasqSettings,
  network: Pick<Network, 'rangeFrom' | 'rangeTo'> | undefined,
): string {
  const lists = join(paths.kept, 'dnsmasq');
  const usual = findStrangerRange(config.address, config.prefix);
  const { rangeFrom = usual.from, rangeTo = usual.to } = network ?? {};
  return renderDnsmasqConfig({
    hostname: config.hostname,
    domain: config.domain,
    address: config.address,
    netmask: formatIpv4(netmaskOf(config.prefix)),
    firstStranger: rangeFrom,
    lastStranger: rangeTo,
    leaseSeconds: 3600,
    dhcpHostsFile: join(lists, 'dhcp-hosts'),
    dhcpOptionsFile: join(lists, 'dhcp-options'),
    hostsFile: join(lists, 'hosts'),
    leaseFile: join(paths.run, LEASE_FILE),
    pidFile: join(lists, 'pid'),
    resolvFile,
    tftpRoot: join(paths.served, 'netboot'),
    platform: requirePlatform(config.arch),
  });
}
