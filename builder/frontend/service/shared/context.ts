import type { State } from '../../state/mod.ts';
import type { AliveBook } from './alive-book.ts';
import type { FrontendConfig, ServicePaths } from './config.ts';
import type { InstallCounts } from './install-counts.ts';
import type { LogStore } from './log-store.ts';
import type { FindNeighbour } from './neighbours.ts';
import type { PublishFailure } from './retry.ts';
import type { Broadcast } from './stream.ts';

/** The parts of the state that the service uses. */
export type ServedState = Pick<
  State,
  | 'approveStranger'
  | 'attributesOf'
  | 'closeDiscovery'
  | 'createToken'
  | 'currentDiscovery'
  | 'ensureKey'
  | 'findHost'
  | 'findHostByMac'
  | 'findRollout'
  | 'findRenamedHost'
  | 'keepDiscovery'
  | 'listAttributes'
  | 'listCertificates'
  | 'listEvents'
  | 'listHosts'
  | 'listKeys'
  | 'listRollouts'
  | 'listStrangers'
  | 'nameStranger'
  | 'openDiscovery'
  | 'putKeys'
  | 'recordAudit'
  | 'recordCertificate'
  | 'recordStranger'
  | 'recordReport'
  | 'recordStart'
  | 'putRecord'
  | 'useToken'
  | 'watchChanges'
>;

/** What every route works with; effects are arguments, so tests have their own. */
export interface ServiceContext {
  readonly config: FrontendConfig;
  readonly paths: ServicePaths;
  readonly state: ServedState;
  readonly logs: LogStore;
  readonly alive: AliveBook;
  readonly installs: InstallCounts;
  readonly broadcast: Broadcast;
  readonly findNeighbour: FindNeighbour;
  /** Writes what DHCP, DNS and the hosts read, and resolves when it is there. */
  readonly publish: () => Promise<void>;
  /** Why what they read is not what the state says. */
  readonly publishFailure: () => PublishFailure | undefined;
  readonly hasMemtest: boolean;
  /** Gets what nobody expected; one line. */
  readonly report: (line: string) => void;
}
