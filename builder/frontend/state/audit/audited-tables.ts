/** A value of a row as it is told. */
export type Told = string | number | null;
export type Image = Readonly<Record<string, Told>>;

/** What an administrator has a say in, and so is told of by the audit log. */
export interface AuditedTable {
  /** Columns that say which row it is. */
  readonly keys: readonly string[];
  /** Columns whose changes are told. */
  readonly columns: readonly string[];
  /** Of rows that are a part of it: a column of the image by the SQL that makes it; `self` is the row. */
  readonly parts?: Readonly<Record<string, string>>;
  /** `host compute-0-0`: what a record calls it. */
  readonly describe: (image: Image) => string;
  /** The host that it concerns, where it is one. */
  readonly hostOf?: (image: Image) => string | undefined;
  /** Columns of which only is told that they changed. */
  readonly hides: (image: Image) => readonly string[];
}

const text = (image: Image, key: string): string => String(image[key] ?? '');

/**
 * By table. A row is known by its rowid: whoever writes one of these tables does it by INSERT, UPDATE (and upsert) and
 * DELETE, and not by REPLACE, which looks like a row that came from nowhere.
 */
export const AUDITED_TABLES: Readonly<Record<string, AuditedTable>> = {
  hosts: {
    keys: [],
    columns: ['name', 'appliance', 'rack', 'rank', 'address', 'bootAction', 'bmc', 'disk'],
    parts: {
      macs: "(SELECT group_concat(mac, ' ') FROM (SELECT mac FROM macs WHERE host = self.name ORDER BY position))",
    },
    describe: (image) => `host ${text(image, 'name')}`,
    hostOf: (image) => text(image, 'name'),
    hides: () => [],
  },
  attributes: {
    keys: ['scope', 'subject', 'name', 'secret'],
    columns: ['value'],
    describe: (image) =>
      `attribute ${text(image, 'name')} (${[image['scope'], image['subject']].filter(Boolean).join(' ')})`,
    hostOf: (image) => (image['scope'] === 'host' ? text(image, 'subject') : undefined),
    hides: (image) => (image['secret'] === 1 ? ['value'] : []),
  },
  networks: {
    keys: ['name'],
    columns: ['network', 'prefix', 'frontendAddress', 'interface', 'domain', 'rangeFrom', 'rangeTo', 'mtu'],
    describe: (image) => `network ${text(image, 'name')}`,
    hides: () => [],
  },
  keys: {
    keys: ['host', 'name'],
    columns: ['value'],
    describe: (image) =>
      `key ${text(image, 'name')}${image['host'] === '' ? '' : ` of host ${text(image, 'host')}`}`,
    hostOf: (image) => text(image, 'host') || undefined,
    hides: () => ['value'],
  },
  certificates: {
    keys: ['serial', 'kind', 'name', 'service'],
    columns: ['untilSeconds', 'revokedSeconds'],
    describe: (image) =>
      `certificate ${text(image, 'serial')} of ${text(image, 'kind')} ${text(image, 'name')}`,
    hostOf: (image) => (image['kind'] === 'host' ? text(image, 'name') : undefined),
    hides: () => [],
  },
  rollouts: {
    keys: ['id'],
    columns: [
      'kind',
      'state',
      'reason',
      'atOnce',
      'stopAfter',
      'hostSeconds',
      'drainSeconds',
      'isNewDisk',
      'isOverwriting',
    ],
    describe: (image) => `rollout ${text(image, 'id')}`,
    hides: () => [],
  },
};
