import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../../../../builder/io/mod.ts';
import { BuildError } from '../../../../builder/model/mod.ts';
import { closeFakeBuild, openFakeBuild } from '../../../unit/build/fake-build.ts';

// Run in a mount namespace: builds onto disks that refuse, and prints what each said.

/** What a build on such a disk led to. */
export interface Refusal {
  readonly disk: string;
  /** Undefined: something that is no error for people. */
  readonly code?: string;
  readonly exitCode?: number;
  readonly message: string;
  /** Pauses between tries. */
  readonly pauses: number;
}

const fake = await openFakeBuild();
const place = (name: string): string => join(fake.dir, name);
const mount = (...words: readonly string[]): void => void execFileSync('mount', words);

function mountDisk(name: string, size: string): string {
  mkdirSync(place(name));
  mount('-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', place(name));
  return place(name);
}

const print = (value: unknown): void => console.log(JSON.stringify(value));

async function tryBuild(disk: string, change: Parameters<typeof fake.build>[0]): Promise<void> {
  const pauses: number[] = [];
  const clock = { monotonicMs: () => 0, sleep: async (ms: number) => void pauses.push(ms) };
  const error = await fake.build({ ...change, distro: { clock, ...change?.distro } }).then(
    () => new Error('it was built'),
    (reason: unknown) => reason as Error,
  );
  const known = error instanceof BuildError ? { code: error.code, exitCode: error.exitCode } : {};
  const message = error.message.replaceAll(fake.dir, 'DIR');
  print({ disk, ...known, message, pauses: pauses.length } satisfies Refusal);
}

/** A disk with a result, so full that little more fits. */
const output = mountDisk('output', '64m');
await fake.build({ outputDir: output });
const image = join(output, 'tiny-1.0-amd64/tiny-1.0-amd64.iso');
const before = sha256(readFileSync(image));
for (const more of [16_384, 500_000]) {
  const { bsize, blocks, bfree } = statfsSync(output);
  const size = (blocks - bfree) * bsize + more;
  mount('-o', `remount,size=${size}`, output);
  await tryBuild(`output full but for ${more}`, { outputDir: output });
}
mount('-o', 'remount,size=64m', output);
mount('-o', 'remount,ro', output);
await tryBuild('output read-only', { outputDir: output });
mount('-o', 'remount,rw', output);

for (const size of ['16k', '256k']) {
  const cacheDir = mountDisk(`cache-${size}`, size);
  await tryBuild(`cache full at ${size}`, { distro: { cacheDir } });
}
const cacheDir = mountDisk('cache-ro', '16k');
mount('-o', 'remount,ro', cacheDir);
await tryBuild('cache read-only', { distro: { cacheDir } });

writeFileSync(place('file'), 'mine');
await tryBuild('output is a file', { outputDir: place('file') });
await tryBuild('output below a file', { outputDir: place('file/out') });
await tryBuild('cache is a file', { distro: { cacheDir: place('file') } });

const { TMPDIR } = process.env;
process.env['TMPDIR'] = mountDisk('tmp', '16k');
await tryBuild('TMPDIR full', { outputDir: output });
process.env['TMPDIR'] = place('absent');
await tryBuild('TMPDIR absent', { outputDir: output });
if (TMPDIR === undefined) delete process.env['TMPDIR'];
else process.env['TMPDIR'] = TMPDIR;

if (execFileSync('cat', ['/proc/self/uid_map']).toString().trim().startsWith('0          0 ')) {
  execFileSync('chmod', ['755', fake.dir]);
  mkdirSync(place('root-only'), { mode: 0o755 });
  process.seteuid?.(65534);
  await tryBuild('output forbidden', { outputDir: place('root-only') });
  await tryBuild('cache forbidden', {
    outputDir: place('root-only'),
    distro: { cacheDir: place('root-only') },
  });
  process.seteuid?.(0);
}
const left = readdirSync(output).filter((name) => name.startsWith('.cairn-'));
print({ intact: sha256(readFileSync(image)) === before, left });
execFileSync('umount', [output, place('cache-16k'), place('cache-256k'), cacheDir, place('tmp')]);
await closeFakeBuild(fake);
