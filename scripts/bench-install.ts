// scripts/bench --install [IMAGE [cd,one,two]]: compute hosts in QEMU, each with one processor: one from the CD, one over the network,
// two over the network at once, from a frontend in a network namespace. IMAGE: folder of a built recipes/hpc.yaml.
// Prints seconds from the kernel's start to the restart for each stage; exit code 1 when a bar is missed.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { planCard } from '../builder/try/qemu/card.ts';
import { createDisk, type Machine, type MachineOptions, startMachine } from '../builder/try/qemu/qemu.ts';
import { startFrontend } from '../tests/network/frontend.ts';
import { insideOf } from '../tests/network/namespace.ts';
import { findTestImages } from '../tests/vm/images.ts';

/** Of one host over the network, as a part of the CD's time; of two at once, as a part of one's. */
const BARS = { network: 1.1, two: 1.3 } as const;
const LIMITS = { timeoutSeconds: 2400, stallSeconds: 900 } as const;
const RECIPE = 'recipes/hpc.yaml';
const ATTRIBUTES = { cluster_name: 'bench', timezone: 'UTC', private_address: '10.1.1.1' } as const;

interface Run {
  readonly title: string;
  /** By what a stage says when it begins. */
  readonly seconds: ReadonlyMap<string, number>;
  readonly total: number;
}

const image = process.argv[2] ?? 'output/hpc-0.1.0-amd64';
const { iso } = findTestImages(image);
const folder = mkdtempSync(join(tmpdir(), 'cairn-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
let made = 0;

/** A bare machine: one processor, so that two of them find as much of this machine as one does. */
function bare(): Pick<MachineOptions, 'workDir' | 'firmware' | 'disks' | 'cpus'> {
  made += 1;
  const workDir = join(folder, String(made));
  mkdirSync(workDir);
  return {
    workDir,
    firmware: 'bios',
    cpus: 1,
    disks: [{ path: createDisk(join(workDir, 'disk'), 12 * 2 ** 30) }],
  };
}

/** Waits for the restart and reads the stages off the console. */
async function follow(machine: Machine, title: string): Promise<Run> {
  try {
    const end = /Cairn: (?:Finished; the machine restarts|FAILED)/;
    await machine.waitFor(end, LIMITS);
    const lines = [...machine.console.text.matchAll(/\[ *([0-9.]+)\] Cairn: ([^\r\n]*)/g)];
    if (lines.some(([, , text]) => text === 'FAILED')) throw new Error(machine.console.text.slice(-3000));
    const marks = lines
      .filter(([, , text]) => /^(?:[A-Z][a-z]+ing\b|The disk is|The graph is|Finished)/.test(text ?? ''))
      .map(([, at, text]) => ({ text: text!.split(';')[0]!, at: Number(at) }));
    const begun = [{ text: 'Starting', at: 0 }, ...marks];
    const seconds = new Map(marks.map(({ at }, index) => [begun[index]!.text, at - begun[index]!.at]));
    return { title, seconds, total: marks.at(-1)!.at };
  } finally {
    await machine.stop();
  }
}

async function fromCd(): Promise<Run> {
  const boot = join(folder, 'boot');
  execFileSync('xorriso', ['-osirrox', 'on', '-indev', iso, '-extract', '/install', boot], {
    stdio: 'ignore',
  });
  const initrd = join(folder, 'initrd');
  execFileSync('sh', ['-c', `cat ${boot}/initrd.gz ${boot}/cairn.img > ${initrd}`]);
  const attributes = {
    ...ATTRIBUTES,
    hostname: 'compute-0-0',
    munge_key: '0'.repeat(64),
    root_password_hash: '!',
  };
  const words = Object.entries(attributes).map(([name, value]) => `cairn.set.${name}=${value}`);
  const append = ['console=ttyS0', 'console=tty0', 'cairn.appliance=compute', ...words].join(' ');
  const kernel = { path: join(boot, 'vmlinuz'), initrd, append };
  return follow(await startMachine({ ...bare(), cdrom: iso, kernel }), 'CD');
}

async function fromNetwork(count: number): Promise<Run[]> {
  const macs = Array.from({ length: count }, (_, index) => `52:54:00:be:00:0${index}`);
  const hosts = macs.map((mac) => ({ appliance: 'compute', macs: [mac], bootAction: 'install' as const }));
  const frontend = await startFrontend({ image, recipe: RECIPE, hosts, attributes: ATTRIBUTES });
  try {
    return await Promise.all(
      macs.map(async (mac, index) => {
        const tap = frontend.addTap();
        const network = planCard({ tap, mac, firmware: 'bios' });
        const machine = await startMachine({ ...bare(), within: insideOf(frontend.namespace), network });
        return follow(machine, count === 1 ? 'network' : `network, ${index + 1} of ${count}`);
      }),
    );
  } finally {
    await frontend.stop();
  }
}

const wanted = (process.argv[3] ?? 'cd,one,two').split(',');
const runs = [
  ...(wanted.includes('cd') ? [await fromCd()] : []),
  ...(wanted.includes('one') ? await fromNetwork(1) : []),
  ...(wanted.includes('two') ? await fromNetwork(2) : []),
];
const stages = [...new Set(runs.flatMap(({ seconds }) => [...seconds.keys()]))];
const cell = (value: number | undefined): string =>
  (value === undefined ? '-' : value.toFixed(1)).padStart(17);
console.log(['seconds'.padEnd(32), ...runs.map(({ title }) => title.padStart(17))].join(''));
for (const stage of stages)
  console.log([stage.padEnd(32), ...runs.map(({ seconds }) => cell(seconds.get(stage)))].join(''));
console.log(['all'.padEnd(32), ...runs.map(({ total }) => cell(total))].join(''));
const longest = (titles: RegExp): number =>
  Math.max(...runs.filter(({ title }) => titles.test(title)).map(({ total }) => total));
const cd = longest(/^CD$/);
const one = longest(/^network$/);
const two = longest(/^network, /);
let missed = false;
for (const [name, ratio, bar] of [
  ['network / CD', one / cd, BARS.network],
  ['two at once / one', two / one, BARS.two],
] as const) {
  if (!Number.isFinite(ratio)) continue;
  console.log(`${name}: ${ratio.toFixed(2)} (bar ${bar})`);
  missed ||= ratio > bar;
}
process.exit(missed ? 1 : 0);
