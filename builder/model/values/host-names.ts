const HOST_NAME = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** Names that programs ask for by themselves and trust whoever has them, and names of the machine itself. */
const MEANINGS: Readonly<Record<string, string>> = {
  ...{
    localhost: 'every machine itself',
    localhost4: 'every machine itself',
    localhost6: 'every machine itself',
  },
  ...{ localdomain: 'the domain of every machine itself', local: 'the domain of multicast DNS' },
  'ip6-localhost': 'every machine itself',
  'ip6-loopback': 'every machine itself',
  'ip6-localnet': 'a network of IPv6',
  'ip6-mcastprefix': 'a network of IPv6',
  'ip6-allnodes': 'all machines of a network',
  'ip6-allrouters': 'all routers of a network',
  ...{ broadcasthost: 'all machines of a network', loopback: 'the network of every machine itself' },
  ...{ wpad: 'where browsers get their proxy', isatap: 'a router for IPv6', teredo: 'a router for IPv6' },
  mirror: 'where installers look for packages',
  ...{
    autoconfig: 'where mail programs get their settings',
    autodiscover: 'where mail programs get their settings',
  },
};

/** Why no machine may have this name, as advice; undefined for one that is right. */
export function findHostNameFault(name: string): string | undefined {
  if (!HOST_NAME.test(name)) return 'Use up to 63 small letters, digits and "-", without dots';
  // Whoever looks a name up takes these for addresses: "10" is 0.0.0.10.
  if (/^(?:\d+|0x[0-9a-f]*)$/.test(name)) return 'This is a number: programs take it for an address';
  return Object.hasOwn(MEANINGS, name) ? `This name has a meaning: ${MEANINGS[name]}` : undefined;
}

/** True for a name that a machine may have; it is fit to be the name of a file too. */
export function isHostName(name: string): boolean {
  return findHostNameFault(name) === undefined;
}
