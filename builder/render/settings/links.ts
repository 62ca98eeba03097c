import { isMac, type Link, type MadeLink, normalizeMac, PRIVATE_LINK } from '../../model/mod.ts';
import { ownFile, type SettingFile } from './setting-file.ts';

const FOLDER = '/etc/systemd/network';

/**
 * Files of systemd-networkd for each further card, and for what is made of cards. Their names come before that of the private
 * network, which takes any card that is left.
 */
export function renderLinks(links: readonly Link[] = []): readonly SettingFile[] {
  return links.flatMap((link) => {
    const vlans = links.flatMap(({ name, made }) =>
      made?.kind === 'vlan' && made.on === link.name ? [name] : [],
    );
    return [
      ownFile(link, `${FOLDER}/05-link-${link.name}.network`, renderLink(link, vlans)),
      ...renderMade(link),
    ];
  });
}

function renderLink(link: Link, vlans: readonly string[]): string {
  const { addresses, bare, gateway, dns, mtu, routes = [] } = link;
  const isStatic = addresses.length > 0;
  const asks = !isStatic && bare !== true;
  const takes = gateway === 'dhcp' ? 'yes' : 'no';
  return [
    '[Match]',
    ...matchOf(link),
    '',
    '[Link]',
    ...(mtu === undefined ? [] : [`MTUBytes=${mtu}`]),
    // A machine without this network comes up all the same
    'RequiredForOnline=no',
    '',
    '[Network]',
    ...addresses.map((address) => `Address=${address}`),
    ...(isStatic ? ['ConfigureWithoutCarrier=yes'] : asks ? ['DHCP=ipv4'] : []),
    ...(gateway === undefined || gateway === 'dhcp' ? [] : [`Gateway=${gateway}`]),
    ...dns.map((server) => `DNS=${server}`),
    ...vlans.map((name) => `VLAN=${name}`),
    ...(addresses.some((address) => address.includes(':')) ? [] : ['LinkLocalAddressing=no']),
    'IPv6AcceptRA=no',
    // A further network is no way out, unless the node says so
    ...(asks
      ? ['', '[DHCPv4]', `UseGateway=${takes}`, `UseDNS=${takes}`, 'UseHostname=no', 'UseDomains=no']
      : []),
    ...routes.flatMap(({ to, via }) => ['', '[Route]', `Destination=${to}`, `Gateway=${via}`]),
    '',
  ].join('\n');
}

function matchOf({ name, macs, card, path, made }: Link): readonly string[] {
  if (made !== undefined) return [`Name=${name}`];
  return [
    ...(macs.length === 0 ? [] : [`MACAddress=${macs.join(' ')}`]),
    ...(card === undefined ? [] : [`Name=${card}`]),
    ...(path === undefined ? [] : [`Path=${path}`]),
  ];
}

/** The device itself, and what tells cards that they are a part of it. */
function renderMade(link: Link): readonly SettingFile[] {
  const { name, made } = link;
  if (made === undefined) return [];
  const device = ownFile(link, `${FOLDER}/05-link-${name}.netdev`, renderDevice(name, made));
  if (made.kind === 'vlan')
    return made.on === PRIVATE_LINK
      ? [
          device,
          ownFile(link, `${FOLDER}/10-private.network.d/60-link-${name}.conf`, `[Network]\nVLAN=${name}\n`),
        ]
      : [device];
  const macs = made.of.filter((word) => isMac(normalizeMac(word)));
  const cards = made.of.filter((word) => !macs.includes(word));
  const part = made.kind === 'bond' ? `Bond=${name}` : `Bridge=${name}`;
  const members = (file: string, match: string): SettingFile => {
    const text = ['[Match]', match, '', '[Link]', 'RequiredForOnline=no', '', '[Network]', part, ''].join(
      '\n',
    );
    return ownFile(link, `${FOLDER}/${file}`, text);
  };
  return [
    device,
    ...(cards.length === 0 ? [] : [members(`04-link-${name}-cards.network`, `Name=${cards.join(' ')}`)]),
    ...(macs.length === 0
      ? []
      : [
          // A bond has the MAC address of its first card, and is no part of itself
          members(`04-link-${name}-macs.network`, `PermanentMACAddress=${macs.map(normalizeMac).join(' ')}`),
        ]),
  ];
}

function renderDevice(name: string, made: MadeLink): string {
  const settings = {
    vlan: (one: MadeLink) => (one.kind === 'vlan' ? ['[VLAN]', `Id=${one.id}`] : []),
    bond: (one: MadeLink) =>
      one.kind === 'bond' ? ['[Bond]', `Mode=${one.mode}`, 'MIIMonitorSec=100ms'] : [],
    bridge: (one: MadeLink) => (one.kind === 'bridge' ? ['[Bridge]', `STP=${one.stp ? 'yes' : 'no'}`] : []),
  };
  return ['[NetDev]', `Name=${name}`, `Kind=${made.kind}`, '', ...settings[made.kind](made), ''].join('\n');
}
