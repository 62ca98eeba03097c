// Measures the graph engine: tsx scripts/bench-graph.ts [--quick]; prints a table, exits 1 when a bar is missed.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { GraphBundle } from '../builder/model/mod.ts';
import { buildEngine } from '../tests/qjs/build-engine.ts';
import { findQjs } from '../tests/qjs/fetch-qjs.ts';
import { bigNode, chain, machineRoom } from './bench-graph-data.ts';

/** One measurement in one runtime: milliseconds unless the name says otherwise. */
interface Row {
  readonly what: string;
  readonly runtime: 'node' | 'qjs';
  readonly value: number;
  readonly unit: 'ms' | 's' | 'MB';
  /** The most that is allowed. */
  readonly bar?: number;
}

/** Runs in either runtime: loads a bundle, parses it, traverses; prints times as JSON. */
const RUNNER = fileURLToPath(new URL('./bench-graph-runner.mjs', import.meta.url));

interface Times {
  readonly parse: number;
  readonly first: number;
  readonly further: number;
  readonly nodes: number;
  readonly bytes: number;
  /** Largest resident memory of the process, megabytes. */
  readonly memory: number;
}

const folder = mkdtempSync(join(tmpdir(), 'cairn-bench-'));
const engine = await buildEngine();
const qjs = await findQjs();

function measure(
  runtime: 'node' | 'qjs',
  bundle: GraphBundle,
  entry: string,
  repeat: number,
  hosts = 0,
): Times {
  const file = join(folder, 'bundle.json');
  writeFileSync(file, JSON.stringify(bundle));
  const program = runtime === 'node' ? [process.execPath] : [...qjs, '--std', '--stack-size', '262144'];
  const args = [RUNNER, engine, file, entry, String(repeat), String(hosts)];
  const timed = ['/usr/bin/env', ...program, ...args];
  const [command, ...rest] = timed;
  const text = execFileSync(command!, rest, { encoding: 'utf8', maxBuffer: 1 << 26 });
  return JSON.parse(text) as Times;
}

const rows: Row[] = [];
const quick = process.argv.includes('--quick');
try {
  const room = machineRoom(400, 550, 450);
  for (const runtime of ['node', 'qjs'] as const) {
    const times = measure(runtime, room, 'frontend', runtime === 'node' ? 200 : 20);
    rows.push(
      {
        what: `400 nodes, 550 edges, 450 orders, ${megabytes(room)}: parse and merge`,
        runtime,
        value: times.parse,
        unit: 'ms',
        ...(runtime === 'node' ? { bar: 150 } : {}),
      },
      {
        what: `  first profile (${times.nodes} nodes, ${Math.round(times.bytes / 1000)} KB of JSON)`,
        runtime,
        value: times.first,
        unit: 'ms',
      },
      {
        what: '  each further profile',
        runtime,
        value: times.further,
        unit: 'ms',
        bar: runtime === 'node' ? 5 : 100,
      },
    );
  }
  const hosts = quick ? 1000 : 10_000;
  const many = measure('node', room, 'frontend', 0, hosts);
  rows.push(
    {
      what: `${hosts} hosts over one parsed graph`,
      runtime: 'node',
      value: many.further / 1000,
      unit: 's',
      bar: hosts / 200,
    },
    { what: '  memory', runtime: 'node', value: many.memory, unit: 'MB', bar: 300 },
  );
  const length = quick ? 10_000 : 100_000;
  const size = quick ? 5_000_000 : 50_000_000;
  for (const runtime of ['node', 'qjs'] as const) {
    const deep = measure(runtime, chain(length), 'n0', 0);
    rows.push({
      what: `chain of ${length} nodes: parse, traverse`,
      runtime,
      value: (deep.parse + deep.first) / 1000,
      unit: 's',
    });
    rows.push({ what: '  memory', runtime, value: deep.memory, unit: 'MB' });
    const big = measure(runtime, bigNode(size), 'top', 0);
    rows.push({
      what: `node file of ${size / 1e6} MB: parse, traverse`,
      runtime,
      value: (big.parse + big.first) / 1000,
      unit: 's',
    });
    rows.push({ what: '  memory', runtime, value: big.memory, unit: 'MB' });
  }
} finally {
  rmSync(folder, { recursive: true });
}
console.log(readFileSync(join(engine, '../../qjs/root/packages'), { encoding: 'utf8', flag: 'a+' }).trim());
printTable(rows);
if (rows.some(({ value, bar }) => bar !== undefined && value > bar)) process.exitCode = 1;

function megabytes(bundle: GraphBundle): string {
  const size = bundle.rolls.flatMap(({ files }) => files).reduce((sum, { text }) => sum + text.length, 0);
  return `${(size / 1e6).toFixed(2)} MB`;
}

function printTable(list: readonly Row[]): void {
  const width = Math.max(...list.map(({ what }) => what.length));
  for (const { what, runtime, value, unit, bar } of list) {
    const limit = bar === undefined ? '' : `  at most ${bar} ${unit}${value > bar ? '  MISSED' : ''}`;
    const number = value < 100 ? value.toFixed(2) : value.toFixed(0);
    console.log(`${what.padEnd(width)}  ${runtime.padEnd(4)}  ${number.padStart(9)} ${unit}${limit}`);
  }
}
