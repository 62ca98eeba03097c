// scripts/bench --storm [--hosts N[,N...]] [--seconds S] [--reports] [--readers N] [--recipe FILE]: the real service, nginx and dnsmasq in a network
// namespace, and in another one machines that all start within S seconds: DHCP, boot script, kernel and initrds, host
// document, a package list; with --reports also secrets and the reports of an installation, over TLS. With --alive [--rounds N]
// so many installed machines say in each of N rounds of S seconds that they are alive, and nothing else. Needs root,
// iproute2, nginx and dnsmasq. Prints a table; exit code 1 when a bar is missed.
import { optionOf } from './option-of.ts';
import { type AliveRound, runAlive } from './storm/run-alive.ts';
import { runStorm, type StormResult } from './storm/run-storm.ts';

const BARS = { slowestMs: 1000, memoryMb: 300, alivePercent: 5, aliveGrowthMb: 10 } as const;

const sizes = optionOf('--hosts', '2000').split(',').map(Number);
const seconds = Number(optionOf('--seconds', '60'));
let missed = 0;
const bar = (ok: boolean, text: string): void => {
  console.log(`${ok ? 'ok    ' : 'MISSED'} ${text}`);
  if (!ok) missed += 1;
};
const printRow = (cells: readonly (string | number)[]): void =>
  console.log(cells.map((cell) => String(cell).padStart(15)).join(' '));

if (process.argv.includes('--alive')) await benchAlive();
else await benchStorm();
process.exitCode = missed === 0 ? 0 : 1;

async function benchAlive(): Promise<void> {
  const rounds = Number(optionOf('--rounds', '8'));
  const rows: AliveRound[] = [];
  for (const hosts of sizes) rows.push(...(await runAlive({ hosts, rounds, seconds })));
  printRow(['hosts', 'round', 'errors', 'service CPU %', 'nginx CPU %', 'memory MB', 'state bytes']);
  for (const row of rows)
    printRow([
      row.hosts,
      row.round,
      row.errorCount,
      row.servicePercent.toFixed(2),
      row.nginxPercent.toFixed(2),
      row.memoryMb.toFixed(1),
      row.stateBytes,
    ]);
  for (const hosts of sizes) {
    const own = rows.filter((row) => row.hosts === hosts);
    const failed = own.find(({ errorCount }) => errorCount > 0);
    bar(failed === undefined, `${hosts} hosts: every word is taken${failed ? `: ${failed.error}` : ''}`);
    const percent = own.reduce((sum, row) => sum + row.servicePercent, 0) / own.length;
    const most = BARS.alivePercent;
    bar(
      percent < most,
      `${hosts} hosts: ${percent.toFixed(2)} % of one core for the service, under ${most} %`,
    );
    // The first rounds fill what is there once for each host, and garbage grows to where it is collected
    const [middle, last] = [own[Math.floor(own.length / 2)]!, own.at(-1)!];
    const growth = last.memoryMb - middle.memoryMb;
    bar(
      growth < BARS.aliveGrowthMb,
      `${hosts} hosts: memory grows by ${growth.toFixed(1)} MB from round ${middle.round} to ${last.round}`,
    );
    bar(last.stateBytes === own[0]!.stateBytes, `${hosts} hosts: no word is written into the state`);
  }
}

async function benchStorm(): Promise<void> {
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
  printRow(columns);
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
    printRow(cells);
  }
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
}
