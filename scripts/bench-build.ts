// Measures "cairn build" without downloads: a cold build, the same again, and after small changes, beside what xorriso alone
// takes to write the same tree: tsx scripts/bench-build.ts [--quick] [--recipe NAME] [--packages N]. Fails when it misses a bar.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type BenchSite, openMadeUpSite, openRecipeSite, type RecipeChange } from './media/bench-site.ts';
import { type Measured, measureCommand } from './media/measure-command.ts';
import { optionOf } from './option-of.ts';

const CAIRN = resolve('output/.build/cairn/cairn.mjs');
const QUICK = process.argv.includes('--quick');
const RECIPES = optionOf('--recipe', QUICK ? 'minimal' : 'minimal,hpc')
  .split(',')
  .filter(Boolean);
const PACKAGES = Number(optionOf('--packages', QUICK ? '0' : '3000'));

/** Of a build after one value has changed: of processors, and so many times what xorriso alone takes. */
const BAR_CPU_SECONDS = 1.5;
const BAR_FLOORS = 1.3;
/** Of Cairn itself, with thousands of packages. */
const BAR_PEAK_BYTES = 150e6;
/** What the base system may take from nothing. */
const BAR_BASE_SECONDS: Readonly<Record<string, number>> = { minimal: 7.5, hpc: 18 };

const CASES: readonly (readonly [string, RecipeChange])[] = [
  ['cold', 'same'],
  ['no change', 'same'],
  ['one attribute', 'attribute'],
  ['one package more', 'package'],
  ['one roll more', 'roll'],
];
/** Of a cache: what only a build makes. */
const DOWNLOADED = new Set(['apt', 'by-sha256']);

interface Row extends Measured {
  readonly title: string;
  readonly stages: ReadonlyMap<string, number>;
}

async function build(site: BenchSite, change: RecipeChange, ...words: readonly string[]): Promise<Row> {
  const recipe = join(site.folder, 'recipes', `${change}.yaml`);
  mkdirSync(join(recipe, '..'), { recursive: true });
  // Else the time of the last commit
  writeFileSync(recipe, `sourceDateEpoch: 1700000000\n${site.recipes[change]}`);
  const argv = [CAIRN, 'build', recipe, '--output', join(site.folder, 'out'), '--json'];
  const measured = await measureCommand([...argv, ...words], site.env);
  const stages = new Map<string, number>();
  for (const line of measured.stdout.split('\n').filter((text) => text.startsWith('{'))) {
    const event = JSON.parse(line) as { type: string; stage: string; seconds: number };
    if (event.type === 'stage-finished') stages.set(event.stage, event.seconds);
  }
  return { ...measured, title: change, stages };
}

function forgetMade(site: BenchSite): void {
  const cache = join(site.folder, 'cache');
  for (const name of readdirSync(cache))
    if (!DOWNLOADED.has(name)) rmSync(join(cache, name), { recursive: true, force: true });
}

/** What xorriso alone takes to write the tree of an image: with its own settings, and with Cairn's. */
async function measureFloor(site: BenchSite): Promise<readonly (readonly [string, Measured])[]> {
  const [output = ''] = readdirSync(join(site.folder, 'out')).filter((name) => !name.startsWith('.'));
  const [image = ''] = readdirSync(join(site.folder, 'out', output)).filter((name) => name.endsWith('.iso'));
  const tree = mkdtempSync(join(site.folder, 'tree-'));
  const from = join(site.folder, 'out', output, image);
  execFileSync('xorriso', ['-osirrox', 'on', '-indev', from, '-extract', '/', tree], { stdio: 'ignore' });
  const write = (settings: readonly string[]): Promise<Measured> => {
    const words = ['-as', 'mkisofs', '-o', join(site.folder, 'floor.iso'), '-r', '-J', '-joliet-long', tree];
    return measureCommand(['xorriso', ...settings, ...words]);
  };
  const plain = await write([]);
  const quick = await write(['-pacifier', 'interval=0.1']);
  execFileSync('chmod', ['-R', 'u+w', tree]);
  rmSync(tree, { recursive: true });
  return [
    ['xorriso alone', plain],
    ["xorriso, Cairn's settings", quick],
  ];
}

async function benchSite(site: BenchSite): Promise<void> {
  console.log(`\n${site.title.padEnd(40)} seconds  of CPU  peak MB`);
  const line = (
    title: string,
    { seconds, cpuSeconds, peakBytes }: Measured,
    missed: readonly string[],
  ): void => {
    const numbers = [seconds.toFixed(2), cpuSeconds.toFixed(2), (peakBytes / 1e6).toFixed(0)];
    const bars = missed.length === 0 ? '' : `  MISSED: ${missed.join(', ')}`;
    if (missed.length > 0) process.exitCode = 1;
    console.log(`${title.padEnd(40)}${numbers.map((text) => text.padStart(8)).join(' ')}${bars}`);
  };
  // All packages are there after these
  for (const change of ['package', 'same'] as const) await build(site, change);
  forgetMade(site);
  rmSync(join(site.folder, 'out'), { recursive: true });
  const rows: Row[] = [];
  let slowest = 0;
  for (const [title, change] of CASES) {
    const row = { ...(await build(site, change, '--offline')), title };
    rows.push(row);
    line(title, row, missedBars(site, row, slowest));
    // Beside what it is compared with
    if (rows.length > 1) continue;
    const floor = await measureFloor(site);
    for (const [name, measured] of floor) line(name, measured, []);
    slowest = Math.max(...floor.map(([, { seconds }]) => seconds));
  }
  printStages(rows);
}

/** @param slowest seconds of xorriso alone */
function missedBars(
  site: BenchSite,
  { title, seconds, cpuSeconds, peakBytes, stages }: Row,
  slowest: number,
) {
  const missed: string[] = [];
  if (title === 'one attribute') {
    if (cpuSeconds > BAR_CPU_SECONDS) missed.push(`${BAR_CPU_SECONDS} s of CPU`);
    if (seconds > BAR_FLOORS * slowest) missed.push(`${BAR_FLOORS} times xorriso`);
  }
  if (peakBytes > BAR_PEAK_BYTES) missed.push('150 MB');
  const base = BAR_BASE_SECONDS[site.title];
  if (title === 'cold' && base !== undefined && (stages.get('base') ?? 0) > base)
    missed.push(`base in ${base} s`);
  return missed;
}

function printStages(rows: readonly Row[]): void {
  console.log(`\n${'seconds of a stage'.padEnd(20)}${rows.map(({ title }) => title.padStart(17)).join('')}`);
  for (const stage of new Set(rows.flatMap(({ stages }) => [...stages.keys()]))) {
    const cells = rows.map(({ stages }) => (stages.get(stage)?.toFixed(2) ?? '').padStart(17));
    console.log(`${stage.padEnd(20)}${cells.join('')}`);
  }
}

/** Debian's own tool for media with chosen packages, on those of a recipe. */
async function compareSimpleCdd(site: BenchSite): Promise<void> {
  const words = ['--force-root', '--dist', 'trixie', '--profiles', 'bench', '--auto-profiles', 'bench'];
  const folder = join(site.folder, 'simple-cdd');
  mkdirSync(join(folder, 'profiles'), { recursive: true });
  const [output = ''] = readdirSync(join(site.folder, 'out')).filter((name) => !name.startsWith('.'));
  const lock = execFileSync('cat', [join(site.folder, 'out', output, 'recipe.lock')], { encoding: 'utf8' });
  const names = (JSON.parse(lock) as { packages: { name: string }[] }).packages.map(({ name }) => name);
  writeFileSync(join(folder, 'profiles/bench.packages'), `${names.join('\n')}\n`);
  const { seconds, cpuSeconds } = await measureCommand(['env', '-C', folder, 'simple-cdd', ...words]);
  console.log(`simple-cdd, with its downloads: ${seconds.toFixed(1)} s, ${cpuSeconds.toFixed(1)} s of CPU`);
}

function isInstalled(program: string): boolean {
  try {
    execFileSync('which', [program], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const top = mkdtempSync(resolve('output', '.bench-'));
try {
  for (const name of RECIPES) {
    const site = await openRecipeSite(name, join(top, name));
    try {
      await benchSite(site);
      if (isInstalled('simple-cdd')) await compareSimpleCdd(site);
      else console.log('simple-cdd is not installed: nothing to compare with');
    } finally {
      await site.close();
    }
  }
  if (PACKAGES > 0) {
    const site = await openMadeUpSite(PACKAGES);
    try {
      await benchSite(site);
    } finally {
      await site.close();
    }
  }
} finally {
  rmSync(top, { recursive: true, force: true });
}
