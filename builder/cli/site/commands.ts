import {
  type CommandGroup,
  defineCommand,
  maybeWord,
  type OptionsOf,
  word,
} from '../command/define-command.ts';
import { flag, text, whole } from '../command/option.ts';
import { FORMAT } from '../command/shared-options.ts';
import { BUNDLE } from './site-options.ts';

const APPLIANCE_OPTIONS = { ...BUNDLE, ...FORMAT };
export type ApplianceListOptions = OptionsOf<typeof APPLIANCE_OPTIONS>;

/** `cairn appliance ...` */
export const applianceCommands: CommandGroup = {
  name: 'appliance',
  summary: 'What machines can be for',
  commands: [
    defineCommand({
      name: 'list',
      summary: 'Show appliances, and how many hosts each has',
      options: APPLIANCE_OPTIONS,
      run: async (_, options) => (await import('./appliance.ts')).runApplianceList(options),
    }),
  ],
};

export type NetworkListOptions = OptionsOf<typeof FORMAT>;

const NETWORK_OPTIONS = {
  address: text('address', 'address of the frontend'),
  interface: text('name', 'network card of the frontend'),
  domain: text('name', 'domain of its hosts'),
  range: text('from-to', 'addresses lent to strangers: 10.1.192.0-10.1.255.254'),
  mtu: whole('bytes', { from: 0, to: 65_535 }, 'largest packet'),
};
export type NetworkSetOptions = OptionsOf<typeof NETWORK_OPTIONS>;

const NETWORK_ADD_OPTIONS = { mtu: whole('bytes', { from: 576, to: 9216 }, 'largest packet') };
export type NetworkAddOptions = OptionsOf<typeof NETWORK_ADD_OPTIONS>;

/** `cairn network ...` */
export const networkCommands: CommandGroup = {
  name: 'network',
  summary: "The frontend's networks",
  commands: [
    defineCommand({
      name: 'list',
      summary: 'Show networks',
      options: FORMAT,
      run: async (_, options) => (await import('./network.ts')).runNetworkList(options),
    }),
    defineCommand({
      name: 'set',
      summary: 'Describe or change a network',
      arguments: {
        name: word('private, public, or one that was added', ['private', 'public']),
        network: maybeWord('as 10.1.0.0/16'),
      },
      options: NETWORK_OPTIONS,
      run: async ({ name, network }, options) =>
        (await import('./network.ts')).runNetworkSet(name, network, options),
    }),
    defineCommand({
      name: 'add',
      summary: 'Describe a further network, for links of hosts',
      arguments: { name: word('as ib0'), network: word('as 10.2.0.0/16') },
      options: NETWORK_ADD_OPTIONS,
      run: async ({ name, network }, options) =>
        (await import('./network-extra.ts')).runNetworkAdd(name, network, options),
    }),
    defineCommand({
      name: 'remove',
      summary: 'Forget a further network that no link is on',
      arguments: { name: word('its name') },
      run: async ({ name }) => (await import('./network-extra.ts')).runNetworkRemove(name),
    }),
  ],
};

const AUDIT_OPTIONS = {
  host: text('name', 'only what concerns this host'),
  since: text('time', 'as 2026-11-27, 2026-11-27T10:00Z, 12h or 7d'),
  ...FORMAT,
};
export type AuditOptions = OptionsOf<typeof AUDIT_OPTIONS>;

/** `cairn audit` */
export const auditCommand = defineCommand({
  name: 'audit',
  summary: 'Show what administrators changed, who asked for secrets, and what came of it',
  options: AUDIT_OPTIONS,
  run: async (_, options) => (await import('./audit.ts')).runAudit(options),
});

const EXPORT_OPTIONS = {
  output: text('file', 'file to write, readable for its owner only (default: standard output)'),
  withoutLogs: flag('leave out events and the audit log'),
  withoutSecrets: flag('leave out keys, tokens and secret attributes'),
};
export type ExportOptions = OptionsOf<typeof EXPORT_OPTIONS>;

/** `cairn export` */
export const exportCommand = defineCommand({
  name: 'export',
  summary: 'Write hosts, networks, attributes and all else of this frontend as text',
  options: EXPORT_OPTIONS,
  run: async (_, options) => (await import('./export.ts')).runExport(options),
});

const IMPORT_OPTIONS = {
  replace: flag('remove everything that is there first'),
  putAside: flag('the state that is there is lost or damaged: its files are kept beside, under other names'),
  withoutKeys: flag('the file has no keys: those that are here stay, others are made anew'),
};
export type ImportOptions = OptionsOf<typeof IMPORT_OPTIONS>;

/** `cairn import` */
export const importCommand = defineCommand({
  name: 'import',
  summary: 'Read what "cairn export" wrote',
  arguments: { file: word('what "cairn export" wrote; - for standard input', 'path') },
  options: IMPORT_OPTIONS,
  run: async ({ file }, options) => (await import('./import.ts')).runImport(file, options),
});
