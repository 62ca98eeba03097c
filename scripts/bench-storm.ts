// scripts/bench --storm [--hosts N[,N...]] [--seconds S] [--reports] [--readers N] [--recipe FILE]: the real service, nginx and dnsmasq in a network
// namespace, and in another one machines that all start within S seconds: DHCP, boot script, kernel and initrds, host
// document, a package list; with --reports also secrets and the reports of an installation, over TLS. Needs root,
// iproute2, nginx and dnsmasq. Prints a table; exit code 1 when a bar is missed.
import { optionOf } from './option-of.ts';
import { runStorm, type StormResult } from './storm/run-storm.ts';

const BARS = { slowestMs: 1000, memoryMb: 300 } as const;

const sizes = optionOf('--hosts', '2000').split(',').map(Number);
const seconds = Number(optionOf('--seconds', '60'));
const reports = process.argv.includes('--reports');
const readers = Number(optionOf('--readers', '0'));
const recipe = process.argv.includes('--recipe') ? optionOf('--recipe', '') : undefined;
const rows: StormResult[] = [];
for (const hosts of sizes) rows.push(await runStorm({ hosts, seconds, reports, readers, recipe }));

const columns = [
  'hosts',
  'errors',
  'DHCP p50 ms',
  'DHCP max ms',
  'script p50 ms',
  'script max ms',
  'all max s',
  'CPU ms/host',
  'memory MB',
  'dnsmasq ms/host',
];
console.log(columns.map((name) => name.padStart(15)).join(' '));
for (const row of rows) {
  const cells = [
    row.hosts,
    row.errorCount,
    row.dhcpMedianMs.toFixed(1),
    row.dhcpMaxMs.toFixed(0),
    row.scriptMedianMs.toFixed(1),
    row.scriptMaxMs.toFixed(0),
    (row.bootMaxMs / 1000).toFixed(1),
    row.cpuMsPerHost.toFixed(2),
    row.memoryMb.toFixed(0),
    row.dhcpCpuMsPerHost.toFixed(2),
  ];
  console.log(cells.map((cell) => String(cell).padStart(15)).join(' '));
}
let missed = 0;
const bar = (ok: boolean, text: string): void => {
  console.log(`${ok ? 'ok    ' : 'MISSED'} ${text}`);
  if (!ok) missed += 1;
};
for (const row of rows) {
  bar(
    row.errorCount === 0,
    `${row.hosts} hosts: no error${row.errorCount === 0 ? '' : `: ${row.errors.join('; ')}`}`,
  );
  bar(
    row.scriptMaxMs < BARS.slowestMs,
    `${row.hosts} hosts: the slowest boot script under ${BARS.slowestMs} ms`,
  );
  bar(row.memoryMb < BARS.memoryMb, `${row.hosts} hosts: the service under ${BARS.memoryMb} MB`);
}
const [first, last] = [rows[0]!, rows.at(-1)!];
if (rows.length > 1)
  bar(
    last.cpuMsPerHost <= first.cpuMsPerHost * 1.5,
    'CPU time grows with the number of hosts, and not faster',
  );
process.exitCode = missed === 0 ? 0 : 1;
