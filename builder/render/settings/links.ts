import type { Link } from '../../model/mod.ts';
import { ownFile, type SettingFile } from './setting-file.ts';

/**
 * A file of systemd-networkd for each further card. Its name comes before that of the private network, which takes any card
 * that is left.
 */
export function renderLinks(links: readonly Link[] = []): readonly SettingFile[] {
  return links.map((link) =>
    ownFile(link, `/etc/systemd/network/05-link-${link.name}.network`, renderLink(link)),
  );
}

function renderLink({ macs, card, addresses, gateway, dns, mtu }: Link): string {
  const isStatic = addresses.length > 0;
  const takes = gateway === 'dhcp' ? 'yes' : 'no';
  return [
    '[Match]',
    ...(macs.length === 0 ? [] : [`MACAddress=${macs.join(' ')}`]),
    ...(card === undefined ? [] : [`Name=${card}`]),
    '',
    '[Link]',
    ...(mtu === undefined ? [] : [`MTUBytes=${mtu}`]),
    // A machine without this network comes up all the same
    'RequiredForOnline=no',
    '',
    '[Network]',
    ...addresses.map((address) => `Address=${address}`),
    ...(isStatic ? ['ConfigureWithoutCarrier=yes'] : ['DHCP=ipv4']),
    ...(gateway === undefined || gateway === 'dhcp' ? [] : [`Gateway=${gateway}`]),
    ...dns.map((server) => `DNS=${server}`),
    ...(addresses.some((address) => address.includes(':')) ? [] : ['LinkLocalAddressing=no']),
    'IPv6AcceptRA=no',
    // A further network is no way out, unless the node says so
    ...(isStatic
      ? []
      : ['', '[DHCPv4]', `UseGateway=${takes}`, `UseDNS=${takes}`, 'UseHostname=no', 'UseDomains=no']),
    '',
  ].join('\n');
}
