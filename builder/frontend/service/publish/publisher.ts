import { renameSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Host, StoredAttribute } from '../../../hosts/mod.ts';
import { besideName, writeFileAtomic } from '../../../io/mod.ts';
import type { Roster } from '../../../model/mod.ts';
import type { AllWords } from '../../../render/boot-scripts/mod.ts';
import { hostFolderOf, rosterFolderOf } from '../shared/config.ts';
import type { ServiceContext } from '../shared/context.ts';
import { createRetry, type PublishFailure, type RetryTimer } from '../shared/retry.ts';
import { createRounds } from '../shared/rounds.ts';
import { dnsmasqConfigPath } from './dnsmasq-settings.ts';
import { type PublishedReleases, planPublished } from './publish-plan.ts';

/** Writes what DHCP, DNS and the hosts read. */
export interface Publisher {
  /** Resolves when everything that was in the state before the call is written; what fails is tried again by itself. */
  readonly publish: () => Promise<void>;
  /** Why what is written is not what the state says; undefined when it is. */
  readonly failure: () => PublishFailure | undefined;
}

export interface PublisherInput extends Pick<ServiceContext, 'config' | 'paths' | 'state'> {
  /** Makes dnsmasq read its files again. */
  readonly reloadDnsmasq: () => Promise<void>;
  /** What dnsmasq reads when it starts, as the state says it now. */
  readonly settings?: () => Promise<string>;
  /** Makes dnsmasq start again. */
  readonly restartDnsmasq?: () => Promise<void>;
  /** Keeps what is for this frontend's own next installation. */
  readonly keepKeys?: () => Promise<void>;
  /** The releases that hosts get, as the rows of attributes say it. */
  readonly releases: (attributes: readonly StoredAttribute[]) => Promise<PublishedReleases>;
  /** What machines of each appliance may ask of the others. */
  readonly rosters?: (
    hosts: readonly Host[],
    attributes: readonly StoredAttribute[],
  ) => Promise<ReadonlyMap<string, Roster>>;
  /** What DHCP and DNS say of hosts besides names and addresses. */
  readonly words?: (hosts: readonly Host[], attributes: readonly StoredAttribute[]) => Promise<AllWords>;
  /** Gets one line for each failure, and one when it is over. */
  readonly report?: (line: string) => void;
  readonly retry?: RetryTimer;
}

/** Documents written before requests have their turn. */
const IN_A_TURN = 100;

/** Where nobody asks for other hosts there is no folder of lists. */
const listFolder = (folder: string) => readdir(folder, { withFileTypes: true }).catch(() => []);

/** Only what changed is written; several wishes at once become one round of work. */
export function createPublisher(input: PublisherInput): Publisher {
  const { state, paths, config } = input;
  const hostsFolder = hostFolderOf(paths);
  const rostersFolder = rosterFolderOf(paths);
  const written = new Map<string, string>();
  let cleaned = false;

  const writeChanged = async (path: string, text: string): Promise<boolean> => {
    if (written.get(path) === text) return false;
    await writeFileAtomic(path, text);
    written.set(path, text);
    return true;
  };

  const writeDocuments = async (folder: string, documents: ReadonlyMap<string, string>): Promise<void> => {
    let inTurn = 0;
    for (const [name, text] of documents) {
      const path = join(folder, `${name}.json`);
      if (written.get(path) === text) continue;
      // Small files by the thousand: without a promise for each step it takes a quarter of the time.
      const beside = besideName(path);
      writeFileSync(beside, text);
      renameSync(beside, path);
      written.set(path, text);
      inTurn += 1;
      if (inTurn % IN_A_TURN === 0) await setImmediate();
    }
  };

  const round = async (): Promise<void> => {
    const [hosts, attributes, discovery] = await Promise.all([
      state.listHosts(),
      state.listAttributes(),
      state.currentDiscovery(),
    ]);
    const releases = await input.releases(attributes);
    const rosters = await input.rosters?.(hosts, attributes);
    const words = await input.words?.(hosts, attributes);
    const strangers = discovery !== undefined;
    const texts = planPublished({ config, releases, hosts, attributes, strangers, rosters, words });
    await mkdir(texts.rosters.size === 0 ? hostsFolder : rostersFolder, { recursive: true });
    // Documents first: who gets an address finds its document, and before that the list that it names.
    await writeDocuments(rostersFolder, texts.rosters);
    await writeDocuments(hostsFolder, texts.documents);
    await removeOthers(hostsFolder, texts.documents);
    await removeOthers(rostersFolder, texts.rosters);
    cleaned = true;
    const changed = [
      // Before who has them
      await writeChanged(join(paths.kept, 'dnsmasq/dhcp-options'), texts.dhcpOptions),
      await writeChanged(join(paths.kept, 'dnsmasq/dhcp-hosts'), texts.dhcpHosts),
      await writeChanged(join(paths.kept, 'dnsmasq/hosts'), texts.dnsHosts),
    ];
    if (await writeSettings()) await input.restartDnsmasq?.();
    else if (changed.includes(true)) await input.reloadDnsmasq();
    await input.keepKeys?.();
  };

  /** @returns whether dnsmasq runs with other settings */
  const writeSettings = async (): Promise<boolean> => {
    const text = await input.settings?.();
    const path = dnsmasqConfigPath(paths);
    if (text === undefined || text === (await readFile(path, 'utf8').catch(() => ''))) return false;
    await writeFileAtomic(path, text);
    return true;
  };

  const removeOthers = async (folder: string, documents: ReadonlyMap<string, string>): Promise<void> => {
    const known = [...written.keys()].filter((path) => dirname(path) === folder);
    const entries = cleaned ? [] : await listFolder(folder);
    const onDisk = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => join(folder, name));
    for (const path of new Set([...known, ...onDisk])) {
      if (documents.has(basename(path).replace(/\.json$/, ''))) continue;
      await rm(path, { force: true });
      written.delete(path);
    }
  };

  const { attempt, failure } = createRetry(round, () => void publish().catch(() => {}), input);
  const publish = createRounds(attempt);
  return { publish, failure };
}
