import * as v from 'valibot';
import { exactObject, integer, list, matching, nameMap } from './schema-parts.ts';
import { network, type SiteNetwork } from './site-network.ts';
import { storage } from './storage-file.ts';
import { attributeMap, hostName } from './words.ts';

const domain = matching(
  'domain',
  /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/,
  'Write it like cluster.example.org, in small letters',
);
const timezone = matching(
  'time zone',
  /^[A-Za-z0-9_+-]+(?:\/[A-Za-z0-9_+-]+){0,2}$/,
  'Write it like Europe/Berlin or UTC',
);
const locale = matching(
  'locale',
  /^(?:C\.UTF-8|[a-z]{2,3}_[A-Z]{2}(?:\.UTF-8)?(?:@[a-z]+)?)$/,
  'Write it like en_US.UTF-8',
);
const keyboard = matching('keyboard', /^[a-z]{2,10}(?:\([a-z0-9_-]+\))?$/, 'Write it like us or de');
const passwordHash = matching(
  'password hash',
  /^(?:\$[a-z0-9]+\$[A-Za-z0-9./$=,+-]{8,}|!|generate)$/,
  'Make one with: openssl passwd -6 (in quotes), or write generate, or "!" for none',
);
const sshKey = matching(
  'SSH key',
  /^(?:ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp\d+|sk-[a-z0-9@.-]+) [A-Za-z0-9+/=]{40,}(?: [^\n\r]*)?$/,
  'Write the whole line of a .pub file',
);
const mac = v.pipe(
  matching('MAC address', /^[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){5}$/, 'Write it like 52:54:00:12:34:56'),
  v.transform((value) => value.toLowerCase()),
);

/** Values in the five scopes, weakest first. */
const scopes = exactObject({
  global: v.optional(attributeMap, {}),
  os: v.optional(nameMap('operating system', /^[a-z]+(?:-[0-9.]+)?$/, attributeMap), {}),
  appliance: v.optional(nameMap('appliance', /^[a-z0-9][a-z0-9-]*$/, attributeMap), {}),
  rack: v.optional(nameMap('rack', /^[A-Za-z0-9-]+$/, attributeMap), {}),
  host: v.optional(nameMap('host name', /^[a-z0-9][a-z0-9-]{0,62}$/, attributeMap), {}),
});

const host = exactObject({
  appliance: matching('appliance', /^[a-z0-9][a-z0-9-]*$/, 'Use small letters, digits and "-"'),
  rack: v.exactOptional(integer(0, 99_999)),
  rank: v.exactOptional(integer(0, 99_999)),
  mac: v.exactOptional(mac),
  address: v.exactOptional(matching('address', /^\d+\.\d+\.\d+\.\d+$/, 'Write it like 10.1.0.10')),
  storage: v.exactOptional(storage),
});

/** Shape of `site.yaml`; every key may be left out, and is asked for at the console then. */
export const siteShape = exactObject({
  cluster: v.exactOptional(hostName),
  domain: v.exactOptional(domain),
  timezone: v.exactOptional(timezone),
  locale: v.exactOptional(locale),
  keyboard: v.exactOptional(keyboard),
  rootPassword: v.exactOptional(passwordHash),
  sshKeys: v.exactOptional(list(sshKey)),
  timeServers: v.exactOptional(list(matching('time server', /^[A-Za-z0-9.:-]+$/, 'Write a name or address'))),
  frontend: v.exactOptional(
    exactObject({
      hostname: v.exactOptional(hostName),
      public: v.exactOptional(network),
      private: v.exactOptional(network),
    }),
  ),
  storage: v.exactOptional(storage),
  attributes: v.exactOptional(scopes),
  secrets: v.exactOptional(scopes),
  hosts: v.exactOptional(nameMap('host name', /^[a-z0-9][a-z0-9-]{0,62}$/, host)),
});

/** What `site.yaml` says about one place. */
export type SiteFile = v.InferOutput<typeof siteShape>;
export type SiteHost = v.InferOutput<typeof host>;
export type SiteScopes = v.InferOutput<typeof scopes>;
export type { SiteNetwork };
