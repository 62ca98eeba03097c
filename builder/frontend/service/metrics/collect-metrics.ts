import { HOST_STATES, type Host, type Lives, releaseOf } from '../../../hosts/mod.ts';
import { DURATION_BOUNDS, type InstallCount } from '../shared/install-counts.ts';
import type { MetricFamily, Sample } from './render-metrics.ts';

/** What is measured. */
export interface Measured {
  readonly hosts: Iterable<Host>;
  readonly lives: Lives;
  readonly installs: ReadonlyMap<string, Readonly<InstallCount>>;
  readonly memoryBytes: number;
}

/** Everything that the service says of hosts as numbers. */
export function collectMetrics({ hosts, lives, installs, memoryBytes }: Measured): readonly MetricFamily[] {
  const all = [...hosts];
  const appliances = [...new Set([...all.map(({ appliance }) => appliance), ...installs.keys()])].sort();
  return [
    gauge('cairn_hosts', 'Hosts, by appliance and state.', countStates(all, appliances)),
    ...countLives(all, lives, appliances),
    gauge('cairn_hosts_by_release', 'Hosts, by the release that they run.', countReleases(all, lives)),
    ...describeInstalls(installs, appliances),
    ...describeHosts(all, lives),
    gauge('process_resident_memory_bytes', 'Memory of the service.', [{ labels: {}, value: memoryBytes }]),
  ];
}

function gauge(name: string, help: string, samples: readonly Sample[]): MetricFamily {
  return { name, help, type: 'gauge', samples };
}

function countStates(hosts: readonly Host[], appliances: readonly string[]): readonly Sample[] {
  const counts = countBy(hosts, ({ appliance, state }) => `${appliance} ${state}`);
  // None is a number too: who watches a state wants to see it from the start
  return appliances.flatMap((appliance) =>
    HOST_STATES.map((state) => ({
      labels: { appliance, state },
      value: counts.get(`${appliance} ${state}`) ?? 0,
    })),
  );
}

function countLives(
  hosts: readonly Host[],
  lives: Lives,
  appliances: readonly string[],
): readonly MetricFamily[] {
  const known = hosts.filter(({ name }) => lives.has(name));
  const counts = countBy(known, ({ name, appliance }) => `${appliance} ${lives.get(name)!.isSilent}`);
  const of = (isSilent: boolean): readonly Sample[] =>
    appliances.map((appliance) => ({
      labels: { appliance },
      value: counts.get(`${appliance} ${isSilent}`) ?? 0,
    }));
  return [
    gauge(
      'cairn_hosts_alive',
      'Installed hosts that were heard of within two minutes, by appliance.',
      of(false),
    ),
    gauge(
      'cairn_hosts_silent',
      'Installed hosts that were not heard of for two minutes, by appliance.',
      of(true),
    ),
  ];
}

function countReleases(hosts: readonly Host[], lives: Lives): readonly Sample[] {
  const counts = countBy(hosts, (host) => releaseOf(host, lives.get(host.name)));
  counts.delete('');
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([release, value]) => ({ labels: { release }, value }));
}

function describeInstalls(
  installs: Measured['installs'],
  appliances: readonly string[],
): readonly MetricFamily[] {
  const of = (key: 'installed' | 'failed'): readonly Sample[] =>
    appliances.map((appliance) => ({ labels: { appliance }, value: installs.get(appliance)?.[key] ?? 0 }));
  return [
    {
      name: 'cairn_installs_total',
      help: 'Installations that ended well since the service was started, by appliance.',
      type: 'counter',
      samples: of('installed'),
    },
    {
      name: 'cairn_install_failures_total',
      help: 'Installations that failed or were interrupted since the service was started, by appliance.',
      type: 'counter',
      samples: of('failed'),
    },
    {
      name: 'cairn_install_duration_seconds',
      help: 'How long installations took that began and ended well since the service was started.',
      type: 'histogram',
      samples: [...installs]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .flatMap(([appliance, count]) => histogram(appliance, count)),
    },
  ];
}

function histogram(
  appliance: string,
  { classes, longer, totalSeconds }: Readonly<InstallCount>,
): readonly Sample[] {
  let sum = 0;
  const buckets = DURATION_BOUNDS.map((bound, at): Sample => {
    sum += classes[at]!;
    return { suffix: '_bucket', labels: { appliance, le: String(bound) }, value: sum };
  });
  const all = sum + longer;
  return [
    ...buckets,
    { suffix: '_bucket', labels: { appliance, le: '+Inf' }, value: all },
    { suffix: '_sum', labels: { appliance }, value: totalSeconds },
    { suffix: '_count', labels: { appliance }, value: all },
  ];
}

function describeHosts(hosts: readonly Host[], lives: Lives): readonly MetricFamily[] {
  const seen: Sample[] = [];
  const silent: Sample[] = [];
  const failed: Sample[] = [];
  for (const { name, appliance } of hosts) {
    const life = lives.get(name);
    if (life === undefined) continue;
    const labels = { host: name, appliance };
    silent.push({ labels, value: Number(life.isSilent) });
    if (life.heardSeconds === undefined) continue;
    seen.push({ labels, value: life.heardSeconds });
    failed.push({ labels, value: life.word?.failedCount ?? 0 });
  }
  return [
    gauge('cairn_host_last_seen_timestamp_seconds', 'When an installed host said something last.', seen),
    gauge('cairn_host_silent', 'Whether an installed host was not heard of for two minutes.', silent),
    gauge(
      'cairn_host_failed_units',
      'Units of systemd that had failed when the host said something last.',
      failed,
    ),
  ];
}

function countBy(hosts: readonly Host[], keyOf: (host: Host) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const host of hosts) {
    const key = keyOf(host);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}
