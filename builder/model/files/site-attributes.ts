import type { AttributeMap, AttributeScopes } from '../attributes.ts';
import { broadcastOf, formatIpv4, netmaskOf, networkOf } from './ipv4.ts';
import type { SiteFile } from './site-file.ts';
import { interfaceOf, type SiteNetwork } from './site-network.ts';
import type { StorageFile } from './storage-file.ts';

/** Values of many machines in every scope; an OS, appliance, rack or host by its name. */
export interface ScopedAttributes {
  readonly global: AttributeMap;
  readonly os: Readonly<Record<string, AttributeMap>>;
  readonly appliance: Readonly<Record<string, AttributeMap>>;
  readonly rack: Readonly<Record<string, AttributeMap>>;
  readonly host: Readonly<Record<string, AttributeMap>>;
}

/** A site as attributes; secrets apart, because they go nowhere that keeps them. */
export interface SiteAttributes {
  readonly open: ScopedAttributes;
  readonly secret: ScopedAttributes;
}

/** One machine, to pick its scopes. */
export interface MachineIdentity {
  readonly os?: string;
  readonly appliance?: string;
  readonly rack?: string;
  readonly host?: string;
}

/**
 * Turns a site into attributes; recipes/README.md lists the names. What the site does not say is not set.
 * The site's own `attributes` win over the names made here.
 */
export function siteAttributes(site: SiteFile): SiteAttributes {
  const own = site.attributes ?? EMPTY;
  const secrets = site.secrets ?? EMPTY;
  const password = site.rootPassword === undefined ? {} : { root_password_hash: site.rootPassword };
  return {
    open: {
      global: { ...globalAttributes(site), ...own.global },
      os: own.os,
      appliance: mergeByName({ frontend: storageAttributes(site.storage) }, own.appliance),
      rack: own.rack,
      host: mergeByName(hostAttributes(site), own.host),
    },
    secret: { ...secrets, global: { ...password, ...secrets.global } },
  };
}

/** The scopes of one machine, for the engine: secret values win over open ones of the same scope. */
export function pickScopes(site: SiteAttributes, machine: MachineIdentity): AttributeScopes {
  const pick = (scope: 'os' | 'appliance' | 'rack' | 'host'): AttributeMap => {
    const name = machine[scope];
    return name === undefined ? {} : { ...site.open[scope][name], ...site.secret[scope][name] };
  };
  return {
    global: { ...site.open.global, ...site.secret.global },
    os: pick('os'),
    appliance: pick('appliance'),
    rack: pick('rack'),
    host: pick('host'),
  };
}

const EMPTY: ScopedAttributes = { global: {}, os: {}, appliance: {}, rack: {}, host: {} };

function globalAttributes(site: SiteFile): AttributeMap {
  return {
    ...present('cluster_name', site.cluster),
    ...present('domain', site.domain),
    ...present('timezone', site.timezone),
    ...present('locale', site.locale),
    ...present('keyboard', site.keyboard),
    ...present('ssh_authorized_keys', site.sshKeys?.join('\n')),
    ...present('time_servers', site.timeServers?.join(' ')),
    ...present('frontend_hostname', site.frontend?.hostname ?? site.cluster),
    ...networkAttributes('public', site.frontend?.public),
    ...networkAttributes('private', site.frontend?.private),
  };
}

function networkAttributes(name: string, network: SiteNetwork | undefined): AttributeMap {
  if (network === undefined) return {};
  const iface = interfaceOf(network);
  return {
    ...present(`${name}_method`, iface === undefined ? network.address : 'static'),
    ...present(`${name}_interface`, network.interface),
    ...present(`${name}_mac`, network.mac),
    ...present(`${name}_mtu`, network.mtu),
    ...present(`${name}_gateway`, network.gateway),
    ...present(`${name}_dns`, network.dns?.join(' ')),
    ...(iface === undefined
      ? {}
      : {
          [`${name}_address`]: formatIpv4(iface.address),
          [`${name}_prefix`]: String(iface.prefix),
          [`${name}_netmask`]: formatIpv4(netmaskOf(iface.prefix)),
          [`${name}_network`]: formatIpv4(networkOf(iface)),
          [`${name}_broadcast`]: formatIpv4(broadcastOf(iface)),
        }),
  };
}

/** `storage_disk`, and `storage_wipe` as words: devices, or "all"; empty for none. */
export function storageAttributes(storage: StorageFile | undefined): AttributeMap {
  return { ...present('storage_disk', storage?.disk), ...present('storage_wipe', storage?.wipe?.join(' ')) };
}

function hostAttributes(site: SiteFile): Record<string, AttributeMap> {
  return Object.fromEntries(
    Object.entries(site.hosts ?? {}).map(([name, host]) => [
      name,
      {
        ...present('host_mac', host.mac),
        ...present('host_address', host.address),
        ...storageAttributes(host.storage),
      },
    ]),
  );
}

function present(name: string, value: string | number | undefined): AttributeMap {
  return value === undefined ? {} : { [name]: String(value) };
}

function mergeByName(
  weak: Readonly<Record<string, AttributeMap>>,
  strong: Readonly<Record<string, AttributeMap>>,
): Readonly<Record<string, AttributeMap>> {
  const names = [...new Set([...Object.keys(weak), ...Object.keys(strong)])].sort();
  return Object.fromEntries(
    names
      .map((name) => [name, { ...weak[name], ...strong[name] }] as const)
      .filter(([, map]) => Object.keys(map).length > 0),
  );
}
