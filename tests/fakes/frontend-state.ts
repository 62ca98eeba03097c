import type { ServedState } from '../../builder/frontend/service/shared/context.ts';
import type {
  Discovery,
  HostEvent,
  IssuedCertificate,
  Revisions,
  State,
  StoredKey,
  Stranger,
  TokenBinding,
} from '../../builder/frontend/state/mod.ts';
import { applyReport } from '../../builder/hosts/apply-report.ts';
import {
  applyStart,
  type Host,
  type NewHost,
  type StoredAttribute,
  subjectsOf,
} from '../../builder/hosts/mod.ts';
import type { HostRecord } from '../../builder/model/mod.ts';

/** The state in memory, with what tests look at. It keeps the rules that the service relies on, and nothing else. */
export interface FakeState extends ServedState, Pick<State, 'adoptStranger' | 'revokeCertificates'> {
  readonly hosts: Map<string, Host>;
  /** What hosts said that they were made to. */
  readonly records: Map<string, HostRecord>;
  readonly audit: Parameters<ServedState['recordAudit']>[0][];
  readonly attributes: StoredAttribute[];
  /** Names that hosts had before, by those that they have. */
  readonly renamed: Map<string, string>;
  readonly add: (host: NewHost & { readonly name: string }) => Host;
}

/** @param now seconds since 1970 */
export function createFakeState(now: () => number = () => 1_700_000_000): FakeState {
  const hosts = new Map<string, Host>();
  const records: FakeState['records'] = new Map();
  const audit: FakeState['audit'] = [];
  const attributes: StoredAttribute[] = [];
  const renamed: FakeState['renamed'] = new Map();
  const keys = new Map<string, StoredKey>();
  const certificates = new Map<string, IssuedCertificate>();
  const strangers = new Map<string, Stranger>();
  const events: HostEvent[] = [];
  const tokens = new Map<string, TokenBinding & { used: boolean; expires: number }>();
  const counters = { hosts: 0, network: 0, attributes: 0, discovery: 0, rollouts: 0 };
  const listeners = new Set<() => void>();
  let discovery: Discovery | undefined;
  let serial = 0;

  const touch = (kind: keyof typeof counters): void => {
    counters[kind] += 1;
    for (const wake of listeners) wake();
  };
  const put = (host: Omit<Host, 'revision'>): Host => {
    const kept = { ...host, revision: counters.hosts + 1 };
    hosts.set(kept.name, kept);
    touch('hosts');
    return kept;
  };
  const add: FakeState['add'] = (host) => {
    const number = hosts.size + 2;
    counters.network += 1;
    return put({
      state: 'new',
      phase: '',
      percent: 0,
      sinceSeconds: now(),
      failures: 0,
      failureReason: '',
      rack: 0,
      rank: hosts.size,
      macs: [],
      address: `10.1.${Math.floor(number / 250) + 1}.${number % 250}`,
      bootAction: 'install',
      ...host,
    });
  };
  const byMac = (mac: string): Host | undefined => [...hosts.values()].find(({ macs }) => macs.includes(mac));
  const need = (name: string): Host => {
    const host = hosts.get(name);
    if (host === undefined) throw new Error(`HOST_UNKNOWN ${name}`);
    return host;
  };

  const adoptStranger: State['adoptStranger'] = async (mac, as) => {
    const known = byMac(mac);
    if (known !== undefined) return { host: known, isNew: false };
    strangers.delete(mac);
    if (as.replace !== undefined)
      return { host: put({ ...need(as.replace), macs: [mac], bootAction: 'install' }), isNew: true };
    const rank = [...hosts.values()].filter(({ appliance }) => appliance === as.appliance).length;
    const name = `${as.appliance}-${as.rack}-${rank}`;
    return { host: add({ name, appliance: as.appliance, rack: as.rack, rank, macs: [mac] }), isNew: true };
  };

  return {
    hosts,
    records,
    audit,
    attributes,
    renamed,
    add,
    listHosts: async (filter = {}) =>
      [...hosts.values()].filter(
        ({ appliance, rack, revision }) =>
          (filter.appliance === undefined || appliance === filter.appliance) &&
          (filter.rack === undefined || rack === filter.rack) &&
          revision > (filter.changedSince ?? -1),
      ),
    findHost: async (name) => hosts.get(name),
    findHostByMac: async (mac) => byMac(mac),
    findRenamedHost: async (name, address) =>
      [...hosts.values()].find((host) => host.address === address && renamed.get(host.name) === name),
    adoptStranger,
    nameStranger: async (mac) => {
      const host = byMac(mac);
      if (host !== undefined) return { kind: 'named', host, isNew: false };
      if (discovery === undefined) return { kind: 'nobody' };
      if (discovery.approval === 'ask') return { kind: 'waits', why: 'approval' };
      return { kind: 'named', ...(await adoptStranger(mac, discovery)) };
    },
    approveStranger: async (mac) => (await adoptStranger(mac, discovery!)).host,
    recordReport: async (name, report) => {
      const host = need(name);
      events.push({ id: events.length, timeSeconds: now(), host: name, kind: report.event, text: '' });
      return put({ ...host, ...applyReport(host, report, now()) });
    },
    recordStart: async (name, said) => {
      const host = need(name);
      events.push({ id: events.length, timeSeconds: now(), host: name, kind: said.word, text: '' });
      return put({ ...host, ...applyStart(host, said, now()) });
    },
    putRecord: async (name, record) => void records.set(need(name).name, record),
    listAttributes: async () => attributes,
    attributesOf: async (machine) => {
      const subjects = subjectsOf(machine);
      return attributes.filter(({ scope, subject }) => subjects[scope].includes(subject));
    },
    openDiscovery: async ({ lifetimeSeconds, ...asked }) => {
      serial += 1;
      discovery = { id: serial, startedSeconds: now(), expiresSeconds: now() + lifetimeSeconds, ...asked };
      touch('discovery');
      return discovery;
    },
    keepDiscovery: async (id) => discovery?.id === id,
    closeDiscovery: async (id) => {
      if (discovery?.id === id) discovery = undefined;
      touch('discovery');
    },
    currentDiscovery: async () => discovery,
    recordStranger: async (mac, detail) => {
      strangers.set(mac, {
        mac,
        firstSeconds: now(),
        lastSeconds: now(),
        requests: 1,
        detail: detail ?? '',
      });
    },
    listStrangers: async () => [...strangers.values()],
    createToken: async (binding) => {
      for (const [token, known] of tokens) if (known.host === binding.host) tokens.delete(token);
      serial += 1;
      const token = `token-${String(serial).padStart(37, '0')}`;
      tokens.set(token, { ...binding, used: false, expires: now() + binding.lifetimeSeconds });
      return token;
    },
    useToken: async (token, from) => {
      const known = tokens.get(token);
      const host = known === undefined ? undefined : hosts.get(known.host);
      const refusal = ():
        | 'unknown'
        | 'host'
        | 'used'
        | 'expired'
        | 'address'
        | 'mac'
        | 'action'
        | undefined => {
        if (known === undefined || host === undefined) return 'unknown';
        if (from.host !== undefined && known.host !== from.host) return 'host';
        if (known.used) return 'used';
        if (known.expires <= now()) return 'expired';
        if (known.address !== from.address) return 'address';
        if (from.mac !== undefined && known.mac !== from.mac) return 'mac';
        return host.bootAction === 'install' ? undefined : 'action';
      };
      const reason = refusal();
      audit.push({
        action: 'secrets',
        outcome: reason === undefined ? 'done' : 'refused',
        ...from,
        ...(host === undefined ? {} : { host: host.name }),
        ...(reason === undefined ? {} : { detail: reason }),
      });
      if (reason !== undefined) return { ok: false, reason };
      known!.used = true;
      return { ok: true, host: host! };
    },
    recordAudit: async (entry) => void audit.push(entry),
    listKeys: async (host) => [...keys.values()].filter((key) => key.host === host),
    putKeys: async (more) => {
      for (const key of more) keys.set(`${key.host} ${key.name}`, key);
      if (more.some(({ host }) => host === '')) touch('attributes');
    },
    ensureKey: async (host, name, make) => {
      const id = `${host} ${name}`;
      if (!keys.has(id)) {
        keys.set(id, { host, name, value: make() });
        if (host === '') touch('attributes');
      }
      return keys.get(id)!.value;
    },
    listCertificates: async ({ name, revoked } = {}) =>
      [...certificates.values()].filter(
        (one) =>
          (name === undefined || one.name === name) &&
          (revoked === undefined || one.revokedSeconds !== undefined),
      ),
    recordCertificate: async (one) => void certificates.set(one.serial, one),
    revokeCertificates: async (serials) => {
      for (const serial of serials) {
        const one = certificates.get(serial)!;
        certificates.set(serial, { ...one, revokedSeconds: now(), isBarred: one.kind === 'host' });
      }
    },
    listEvents: async (options) =>
      events.filter(({ host }) => options?.host === undefined || host === options.host),
    listRollouts: async () => [],
    findRollout: async () => undefined,
    watchChanges: async function* (signal): AsyncGenerator<Revisions> {
      let last = '';
      while (!signal.aborted) {
        // What changed while somebody was busy with the last change is seen too.
        if (JSON.stringify(counters) !== last) {
          last = JSON.stringify(counters);
          yield { ...counters };
          continue;
        }
        await new Promise<void>((resolve) => {
          const wake = (): void => {
            listeners.delete(wake);
            resolve();
          };
          listeners.add(wake);
          signal.addEventListener('abort', wake, { once: true });
        });
      }
    },
  };
}
