import type {
  Host,
  HostChange,
  HostFilter,
  MachineIdentity,
  Network,
  NewHost,
  Rollout,
  RolloutWish,
  StoredAttribute,
} from '../../hosts/mod.ts';
import type { AttributeScope, BootAction, HostRecord, InstallReport, StartWord } from '../../model/mod.ts';
import type { RestoreOptions, StateDump } from './dump/types.ts';
import type { AddOptions } from './hosts/add-hosts.ts';
import type {
  Administrator,
  AuditEntry,
  AuditedChange,
  AuditFilter,
  AuditRecord,
  CertificateFilter,
  Discovery,
  DiscoveryWish,
  HostEvent,
  IssuedCertificate,
  KeptRecord,
  Naming,
  Revisions,
  StoredKey,
  Stranger,
  TokenBinding,
  TokenUse,
  TokenUser,
} from './records/types.ts';
import type { RolloutChange, RolloutSummary } from './rollouts.ts';

/**
 * All that the frontend knows. Every function that writes is one transaction, on disk when its promise resolves:
 * `kill -9` and power loss lose nothing that was answered. Readers never wait for a writer.
 */
export interface State {
  /** Hosts by appliance, rack, rank and name. */
  readonly listHosts: (filter?: HostFilter) => Promise<readonly Host[]>;
  readonly findHost: (name: string) => Promise<Host | undefined>;
  readonly findHostByMac: (mac: string) => Promise<Host | undefined>;
  /** The host at this address, where it had the name once and nobody has it now. */
  readonly findRenamedHost: (name: string, address: string) => Promise<Host | undefined>;
  /** @throws {BuildError} HOST_TWICE, MAC_TWICE, ADDRESS_TWICE, ADDRESS_WRONG, NETWORK_FULL */
  readonly addHost: (host: NewHost) => Promise<Host>;
  /**
   * All or nothing, every finding in one error, judged by how all hosts are in the end. With `update`, a host that is
   * there is changed: what is not said of it stays. With a `newName` its attributes, keys, events and certificates
   * follow it; tokens of its old name are worth nothing.
   */
  readonly addHosts: (
    hosts: readonly (NewHost | HostChange)[],
    options?: AddOptions,
  ) => Promise<readonly Host[]>;
  /** Its attributes, keys and tokens go with it. @throws {BuildError} HOST_UNKNOWN, and nothing is removed */
  readonly removeHosts: (names: readonly string[]) => Promise<void>;
  /**
   * Names a stranger: the next name and address, boot action `install`. A MAC that has a name keeps it, whoever
   * asks and how often.
   */
  readonly adoptStranger: (
    mac: string,
    as: { readonly appliance: string; readonly rack: number; readonly replace?: string },
  ) => Promise<{ readonly host: Host; readonly isNew: boolean }>;
  /** Whoever asks to be started gets a name, by the discovery that is open and in its bounds. */
  readonly nameStranger: (mac: string) => Promise<Naming>;
  /** Names a stranger because somebody says so. @throws {BuildError} HOST_UNKNOWN: there is no discovery */
  readonly approveStranger: (mac: string, by?: Administrator) => Promise<Host>;
  /**
   * A new choice ends a row of failures. With `newDisk` the disk that the host was installed on is forgotten.
   *
   * @throws {BuildError} HOST_UNKNOWN
   */
  readonly setBootAction: (
    names: readonly string[],
    action: BootAction,
    options?: { readonly newDisk?: boolean },
  ) => Promise<void>;
  /** `finished` makes the action `os`; the third `failed` in a row makes it `rescue`. @returns the host as it is then */
  readonly recordReport: (name: string, report: InstallReport) => Promise<Host>;
  /** What an installed host says of its start. @returns the host as it is then */
  readonly recordStart: (name: string, said: StartWord) => Promise<Host>;

  /** The newest first, each with numbers of hosts in place of their names. */
  readonly listRollouts: () => Promise<readonly RolloutSummary[]>;
  readonly findRollout: (id: number) => Promise<Rollout | undefined>;
  /**
   * @param attributes that hosts are to have for it
   * @throws {BuildError} HOST_UNKNOWN, ATTRIBUTE_*; ROLLOUT_BUSY for each host that is in another one that goes on
   */
  readonly addRollout: (
    wish: RolloutWish,
    names: readonly string[],
    attributes?: readonly StoredAttribute[],
  ) => Promise<Rollout>;
  /** What was done to hosts of a rollout, and what becomes of it: all of it in one step. */
  readonly changeRollout: (id: number, change: RolloutChange) => Promise<void>;
  /** No further host is begun. @throws {BuildError} ROLLOUT_UNKNOWN, ROLLOUT_OVER */
  readonly stopRollout: (id: number, reason: string) => Promise<void>;
  /**
   * Goes on with hosts that wait, and with `again` with those that failed. Failures until now do not count any more.
   *
   * @throws {BuildError} ROLLOUT_UNKNOWN, ROLLOUT_BUSY, ROLLOUT_OVER: there is nothing to go on with
   */
  readonly resumeRollout: (id: number, options?: { readonly again?: boolean }) => Promise<void>;

  /** What a host was made to, as it says. @param drift files that it has otherwise @throws {BuildError} HOST_UNKNOWN */
  readonly putRecord: (name: string, record: HostRecord, drift?: readonly string[]) => Promise<void>;
  readonly listRecords: () => Promise<readonly KeptRecord[]>;
  readonly readRecord: (name: string) => Promise<HostRecord | undefined>;

  readonly listAttributes: (
    filter?: Partial<Pick<StoredAttribute, 'scope' | 'subject' | 'name'>>,
  ) => Promise<readonly StoredAttribute[]>;
  readonly setAttributes: (values: readonly StoredAttribute[]) => Promise<void>;
  readonly removeAttribute: (scope: AttributeScope, subject: string, name: string) => Promise<boolean>;
  /** Values in every scope that the machine is in: what `attributesOfHost` chooses from. */
  readonly attributesOf: (machine: MachineIdentity) => Promise<readonly StoredAttribute[]>;

  readonly listNetworks: () => Promise<readonly Network[]>;
  readonly setNetwork: (network: Network) => Promise<void>;

  /** One discovery at a time: a new one ends the old. */
  readonly openDiscovery: (
    discovery: DiscoveryWish & { readonly lifetimeSeconds: number },
    by?: Administrator,
  ) => Promise<Discovery>;
  /** @returns false when it is over */
  readonly keepDiscovery: (id: number, lifetimeSeconds: number) => Promise<boolean>;
  readonly closeDiscovery: (id: number) => Promise<void>;
  /** The one that is open now. */
  readonly currentDiscovery: () => Promise<Discovery | undefined>;
  readonly recordStranger: (mac: string, detail?: string) => Promise<void>;
  /** The last seen first. */
  readonly listStrangers: () => Promise<readonly Stranger[]>;

  /** A new token of a host ends its older ones. @returns the token: 43 letters, digits, `-` and `_` */
  readonly createToken: (binding: TokenBinding) => Promise<string>;
  /** Works once, for a host whose action is `install`, from its address. Each use and each refusal is in the audit log. */
  readonly useToken: (token: string, from: TokenUser) => Promise<TokenUse>;
  readonly recordAudit: (entry: AuditEntry) => Promise<void>;
  /** What an administrator changed outside the state; nothing where nobody is known to have opened it. */
  readonly recordChange: (change: AuditedChange) => Promise<void>;
  readonly listAudit: (options?: AuditFilter) => Promise<readonly AuditRecord[]>;

  readonly listKeys: (host: string) => Promise<readonly StoredKey[]>;
  /** The key of this name of every host that has one. */
  readonly listKeysNamed: (name: string) => Promise<readonly StoredKey[]>;
  readonly putKeys: (keys: readonly StoredKey[]) => Promise<void>;
  /** Makes the key when it is not there yet: two who ask at once get the same. */
  readonly ensureKey: (host: string, name: string, make: () => string) => Promise<string>;

  /** By kind, name and service; those that have ended by themselves may be among them. */
  readonly listCertificates: (filter?: CertificateFilter) => Promise<readonly IssuedCertificate[]>;
  readonly recordCertificate: (certificate: IssuedCertificate) => Promise<void>;
  /** They are not good any more, and hosts of them get no others until they are installed anew. */
  readonly revokeCertificates: (serials: readonly string[]) => Promise<void>;

  readonly recordEvent: (host: string, kind: string, text: string) => Promise<void>;
  /** Oldest first. */
  readonly listEvents: (options?: {
    readonly host?: string;
    readonly since?: number;
    readonly limit?: number;
  }) => Promise<readonly HostEvent[]>;

  /** Yields now, and then whenever something changed, in this process or another; ends with the signal. */
  readonly watchChanges: (signal: AbortSignal, intervalMs?: number) => AsyncIterable<Revisions>;

  /** Everything as rows of tables, read in one moment. */
  readonly dump: () => Promise<StateDump>;
  /** Writes everything to a file beside the state; the newest seven of each night are kept. @returns its path */
  readonly keepDump: () => Promise<string>;
  /** Looks at every page of the file. @throws {BuildError} STATE_UNREADABLE where it is damaged */
  readonly check: () => Promise<void>;
  /** Replaces everything, or nothing. @throws {BuildError} STATE_IMPORT: everything that no command would have written */
  readonly restore: (dump: StateDump, options?: RestoreOptions) => Promise<void>;
  readonly close: () => Promise<void>;
}
