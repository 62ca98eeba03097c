import type { AttributeMap } from '../attributes.ts';
import { mergeScopedAttributes, type ScopedAttributes } from '../scoped-attributes.ts';
import { broadcastOf, formatIpv4, netmaskOf, networkOf } from '../values/ipv4.ts';
import type { SiteFile } from './site-file.ts';
import { interfaceOf, type SiteNetwork } from './site-network.ts';
import type { StorageFile } from './storage-file.ts';

/** A site as attributes; secrets apart, because they go nowhere that keeps them. */
export interface SiteAttributes {
  readonly open: ScopedAttributes;
  readonly secret: ScopedAttributes;
}

/** The name of the frontend, as far as a site says it. */
export function frontendNameOf({ frontend, cluster }: SiteFile): string {
  return frontend?.hostname ?? cluster ?? 'frontend';
}

/**
 * Turns a site into attributes; recipes/README.md lists the names. What the site does not say is not set.
 * The site's own `attributes` win over the names made here.
 */
export function siteAttributes(site: SiteFile): SiteAttributes {
  const made = {
    global: globalAttributes(site),
    appliance: { frontend: storageAttributes(site.storage) },
    host: hostAttributes(site),
  };
  const password = site.rootPassword === undefined ? {} : { root_password_hash: site.rootPassword };
  return {
    open: mergeScopedAttributes([made, site.attributes]),
    secret: mergeScopedAttributes([{ global: password }, site.secrets]),
  };
}

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
