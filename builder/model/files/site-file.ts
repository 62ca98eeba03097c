import * as v from 'valibot';
import { exactObject, integer, line, list, matching, nameMap, ofType } from './schema-parts.ts';
import { scopes } from './scoped-values.ts';
import { network, type SiteNetwork } from './site-network.ts';
import { storage } from './storage-file.ts';
import { hostName, mac } from './words.ts';

const sshKey = v.pipe(
  ofType('ssh-keys'),
  v.regex(/^[^\n]*\S[^\n]*$/, 'Expected one SSH key\nWrite the whole line of a .pub file'),
);
const timeServer = v.pipe(
  ofType('servers'),
  v.regex(/^\S+$/, 'Expected one server\nWrite a name or address'),
);

const host = exactObject({
  appliance: matching('appliance', /^[a-z0-9][a-z0-9-]*$/, 'Use small letters, digits and "-"'),
  rack: v.exactOptional(integer(0, 99_999)),
  rank: v.exactOptional(integer(0, 99_999)),
  mac: v.exactOptional(mac),
  address: v.exactOptional(ofType('address')),
  /** Checked by the frontend, which knows what it can talk to. */
  bmc: v.exactOptional(line),
  storage: v.exactOptional(storage),
});

/** Shape of `site.yaml`; every key may be left out, and is asked for at the console then. */
export const siteShape = exactObject({
  cluster: v.exactOptional(hostName),
  domain: v.exactOptional(ofType('domain')),
  timezone: v.exactOptional(ofType('timezone')),
  locale: v.exactOptional(ofType('locale')),
  keyboard: v.exactOptional(ofType('keyboard')),
  rootPassword: v.exactOptional(ofType('hash')),
  sshKeys: v.exactOptional(list(sshKey)),
  timeServers: v.exactOptional(list(timeServer)),
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
export type { SiteNetwork };
