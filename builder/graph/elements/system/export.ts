import { type Export, normalizeNetwork, type ValueType } from '../../../model/mod.ts';
import { defineSetting } from '../setting/define-setting.ts';
import { wordsType } from '../setting/setting.ts';
import { OPTIONS, PATH } from './names.ts';
import { PRIVATE, readNetworks } from './private-network.ts';

const HOST = /^[A-Za-z0-9*?](?:[A-Za-z0-9.*?-]*[A-Za-z0-9*?])?$/;

const CLIENTS: ValueType = wordsType({
  what: 'client',
  hint: 'Write private, networks like 10.2.0.0/16, names of hosts, or the hosts of an appliance: &hosts.addresses.web;',
  accepts: (word) => word === PRIVATE || normalizeNetwork(word) !== undefined || HOST.test(word),
});

/** `<export path="/data"/>`: a folder that others may mount over NFS. */
export const exported = defineSetting({
  name: 'export',
  key: 'exports',
  title: 'Export',
  plural: 'Exports',
  rank: 10,
  verb: 'exports it',
  attributes: {
    path: { type: PATH, isRequired: true },
    to: { type: CLIENTS, isSelection: true },
    options: { type: OPTIONS },
  },
  nameOf: ({ path }) => path ?? '',
  read: ({ to = PRIVATE, options = 'rw,sync,root_squash,no_subtree_check' }, readAttribute) => {
    const networks = readNetworks(to, readAttribute);
    if ('message' in networks) return networks;
    // An address alone is a host
    return { clients: networks.map((network) => network.replace(/\/(?:32|128)$/, '')).sort(), options };
  },
  describe: ({ clients, options }: Export) => `to ${clients.join(', ')} (${options})`,
  claims: ({ name, clients }) => clients.map((client) => `the export of "${name}" to ${client}`),
});
