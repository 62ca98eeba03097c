// scripts/bench --storm [--hosts N[,N...]] [--seconds S]: the real service, nginx and dnsmasq in a network namespace,
// and in another one machines that all start within S seconds: DHCP, boot script, kernel and initrds, host document, a
// package list. Needs root, iproute2, nginx and dnsmasq. Prints a table; exit code 1 when a bar is missed.
import { runStorm, type StormResult } from './storm/run-storm.ts';

const BARS = { slowestMs: 1000, memoryMb: 300 } as const;

function optionOf(name: string, fallback: string): string {
  const at = process.argv.indexOf(name);
  return at < 0 ? fallback : (process.argv[at + 1] ?? fallback);
}

const sizes = optionOf('--hosts', '2000').split(',').map(Number);
const seconds = Number(optionOf('--seconds', '60'));
const rows: StormResult[] = [];
for (const hosts of sizes) rows.push(await runStorm({ hosts, seconds }));

const columns = [
  'hosts',
  'errors',
  'DHCP p50',
  'script p50',
  'script max ms',
  'all max s',
  'CPU ms/host',
  'memory MB',
];
console.log(columns.map((name) => name.padStart(13)).join(' '));
for (const row of rows) {
  const cells = [
    row.hosts,
    row.errors.length,
    row.dhcpMedianMs.toFixed(1),
    row.scriptMedianMs.toFixed(1),
    row.scriptMaxMs.toFixed(0),
    (row.bootMaxMs / 1000).toFixed(1),
    row.cpuMsPerHost.toFixed(2),
    row.memoryMb.toFixed(0),
  ];
  console.log(cells.map((cell) => String(cell).padStart(13)).join(' '));
}
let missed = 0;
const bar = (ok: boolean, text: string): void => {
  console.log(`${ok ? 'ok    ' : 'MISSED'} ${text}`);
  if (!ok) missed += 1;
};
for (const row of rows) {
  bar(
    row.errors.length === 0,
    `${row.hosts} hosts: no error${row.errors.length === 0 ? '' : `: ${row.errors[0]}`}`,
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
