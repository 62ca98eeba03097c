// Measures the frontend's state: 5,000 hosts made known, everything that is served of them made anew, and a storm
// of progress reports. Fails when making everything anew takes longer than its bar.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPublisher } from '../builder/frontend/service/publish/publisher.ts';
import { renderStateFile } from '../builder/frontend/state/dump/state-file.ts';
import { openState, type State } from '../builder/frontend/state/mod.ts';
import { foldNodeSet, groupHosts, renderHostsCsv } from '../builder/hosts/mod.ts';

const HOSTS = process.argv.includes('--quick') ? 1000 : 5000;
const RACK = 40;
const BAR_MS = 2000;

const rows: { readonly what: string; readonly ms: number; readonly barMs: number | undefined }[] = [];
async function measure<T>(what: string, work: () => Promise<T> | T, barMs?: number): Promise<T> {
  const start = performance.now();
  const result = await work();
  rows.push({ what, ms: performance.now() - start, barMs });
  return result;
}

function macOf(index: number): string {
  return `52:54:00:${index
    .toString(16)
    .padStart(6, '0')
    .replace(/(..)(?=.)/g, '$1:')}`;
}

/** All that is written from the state: what dnsmasq reads, a document for each host; and the groups of hosts. */
async function regenerate(state: State): Promise<void> {
  const paths = {
    served: join(folder, 'served'),
    kept: join(folder, 'kept'),
    run: join(folder, 'run'),
    logs: join(folder, 'logs'),
  };
  mkdirSync(join(paths.kept, 'dnsmasq'), { recursive: true });
  const config = {
    hostname: 'frontend',
    domain: 'cluster',
    address: '10.1.0.1',
    prefix: 16,
    arch: 'amd64',
    kernelOptions: '',
    checkNeighbours: 'yes',
  } as const;
  // A new publisher knows of nothing that is there: it writes everything.
  const { publish } = createPublisher({
    config,
    paths,
    state,
    releases: async () => ({ inUse: '', os: new Map([['', 'debian-13']]) }),
    reloadDnsmasq: async () => {},
  });
  await publish();
  const groups = groupHosts(await state.listHosts());
  for (const nodes of groups.values()) foldNodeSet(nodes);
}

const folder = mkdtempSync(join(tmpdir(), 'cairn-bench-'));
try {
  const state = await openState(join(folder, 'state.db'));
  await state.setNetwork({ name: 'private', network: '10.1.0.0', prefix: 16, frontendAddress: '10.1.0.1' });
  const wanted = Array.from({ length: HOSTS }, (_, index) => ({
    appliance: 'compute',
    rack: Math.floor(index / RACK),
    rank: index % RACK,
    macs: [macOf(index)],
  }));
  const hosts = await measure(`import of ${HOSTS} hosts`, () => state.addHosts(wanted));
  await state.setAttributes(
    hosts.map(({ name }) => ({ scope: 'host', subject: name, name: 'slots', value: '16', secret: false })),
  );
  await measure(
    'everything written anew: DHCP, DNS, host documents, groups',
    () => regenerate(state),
    BAR_MS,
  );
  await measure('list of hosts', () => state.listHosts());
  await measure('hosts as CSV', () => renderHostsCsv(hosts));
  await measure('a report of each host, all at once', () =>
    Promise.all(hosts.map(({ name }) => state.recordReport(name, { event: 'phase', phase: 'packages' }))),
  );
  await measure('export of everything', async () => renderStateFile(await state.dump()));
  await state.close();
} finally {
  rmSync(folder, { recursive: true });
}
console.log(`State, ${HOSTS} hosts${' '.repeat(45)}ms    bar`);
for (const { what, ms, barMs } of rows) {
  const mark = barMs === undefined ? '' : `${String(barMs).padStart(7)}${ms > barMs ? '  MISSED' : ''}`;
  console.log(`${what.padEnd(58)}${ms.toFixed(0).padStart(7)}${mark}`);
}
if (rows.some(({ ms, barMs }) => barMs !== undefined && ms > barMs)) process.exitCode = 1;
