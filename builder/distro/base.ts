import { chmod, mkdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import {
  besideName,
  formatBytes,
  hashFile,
  linkOrCopy,
  readText,
  removeAtExit,
  runStage,
  sha256,
  VERIFIED_MTIME_SECONDS,
  withLock,
  withTempDir,
  writeFileAtomic,
} from '../io/mod.ts';
import { fail } from '../model/mod.ts';
import { checkBaseContent } from './base-content.ts';
import { COMPONENT, type Repository } from './repository.ts';
import type { DistroContext, ResolvedPackage } from './types.ts';

export interface BaseRequest {
  /** Where its packages come from: a repository that `composeRepository` wrote. */
  readonly repository: Repository;
  /** What it consists of: the closure's `base`, looked up among its packages. */
  readonly packages: readonly ResolvedPackage[];
  /** Asked for beside the essential packages and apt: the closure request's `base`. */
  readonly include: readonly string[];
  readonly epochSeconds: number;
  /** The `base.tar.zst` to write. */
  readonly file: string;
}

/** A base system as a compressed tar. */
export interface Base {
  readonly file: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly unpackedBytes: number;
}

/**
 * Level 9 makes 46 MB out of 154 MB in 2 s on two cores; level 19 would make 41 MB in 57 s. Both are unpacked in 0.2 s.
 */
const ZSTD_LEVEL = 9;
/** Part of the cache's key: raise it when something below changes what comes out. */
const RECIPE_OF_BASE = 1;

/** What mmdebstrap copies from the build host or leaves behind, relative to the root of the base. */
const LEFTOVERS = [
  'etc/apt/apt.conf.d/99mmdebstrap',
  'etc/apt/sources.list',
  'etc/dpkg/dpkg.cfg.d/99mmdebstrap',
  'etc/hostname',
  'etc/resolv.conf',
  'var/cache/debconf/config.dat-old',
  'var/cache/debconf/templates.dat-old',
  'var/lib/dpkg/diversions-old',
  'var/lib/dpkg/statoverride-old',
  'var/lib/dpkg/status-old',
  'var/lib/systemd/random-seed',
];

/**
 * Makes the base system that every machine starts from: essential packages, apt and a short list, installed by
 * mmdebstrap out of our own signed repository. The same packages and time stamp give the same bytes; it is made once
 * for each.
 *
 * @throws {BuildError} BASE_CONTENT when it holds what no two machines may share; PRIVILEGE_MISSING
 */
export async function composeBase(context: DistroContext, request: BaseRequest): Promise<Base> {
  return runStage(context, 'base', 'Make the base system', async (stage) => {
    const kept = join(context.cacheDir, 'base', `${baseKey(request)}.tar.zst`);
    const base = await withLock(
      join(context.cacheDir, 'base', 'lock'),
      async () => (await readKept(kept)) ?? (await makeBase(context, request, kept)),
      () => stage.note('Waiting for another build that makes a base system'),
    );
    await linkOrCopy(kept, request.file);
    stage.summarize(`${request.packages.length} packages, ${formatBytes(base.sizeBytes)}`);
    return { ...base, file: request.file };
  });
}

/** Everything that the bytes depend on. */
function baseKey(request: BaseRequest): string {
  const packages = request.packages.map((item) => item.sha256).sort();
  const { codename, arch } = request.repository;
  const inputs = [
    RECIPE_OF_BASE,
    ZSTD_LEVEL,
    codename,
    arch,
    [...request.include].sort(),
    request.epochSeconds,
  ];
  return sha256(JSON.stringify([...inputs, packages]));
}

async function readKept(kept: string): Promise<Base | undefined> {
  const text = await readText(`${kept}.json`).catch(() => undefined);
  const info = await stat(kept).catch(() => undefined);
  if (text === undefined || info === undefined) return undefined;
  const base = JSON.parse(text) as Base;
  if (info.size !== base.sizeBytes) return undefined;
  if (info.mtimeMs !== VERIFIED_MTIME_SECONDS * 1000 && (await hashFile(kept)).sha256 !== base.sha256)
    return undefined;
  return base;
}

async function makeBase(context: DistroContext, request: BaseRequest, kept: string): Promise<Base> {
  await mkdir(join(context.cacheDir, 'base'), { recursive: true });
  const beside = besideName(kept);
  const forget = removeAtExit(beside);
  try {
    const unpackedBytes = await withTempDir(
      async (temp) => {
        const tar = join(temp, 'base.tar');
        await runMmdebstrap(context, request, tar);
        await checkBaseContent(context.run, tar, request.packages);
        await context.run(['zstd', '--quiet', '-T0', `-${ZSTD_LEVEL}`, tar, '-o', beside]);
        return (await stat(tar)).size;
      },
      join(context.cacheDir, 'base'),
    );
    await chmod(beside, 0o444);
    await utimes(beside, VERIFIED_MTIME_SECONDS, VERIFIED_MTIME_SECONDS);
    const base: Base = { file: '', ...(await hashFile(beside)), unpackedBytes };
    await rename(beside, kept);
    await writeFileAtomic(`${kept}.json`, `${JSON.stringify(base)}\n`);
    return base;
  } finally {
    await rm(beside, { force: true });
    forget();
  }
}

async function runMmdebstrap(context: DistroContext, request: BaseRequest, tar: string): Promise<void> {
  const { repository } = request;
  const source = `deb [arch=${repository.arch} signed-by=${repository.keyringFile}] copy:${repository.dir}`;
  const include = request.include.length === 0 ? [] : [`--include=${request.include.join(',')}`];
  await context.run(
    [
      'mmdebstrap',
      '--quiet',
      `--mode=${await chooseMode(context)}`,
      '--variant=apt',
      `--architectures=${repository.arch}`,
      '--aptopt=APT::Install-Recommends "false"',
      '--aptopt=APT::Solver "internal"',
      '--dpkgopt=force-unsafe-io',
      ...include,
      // mmdebstrap's own shell runs this, with the base as its first argument.
      `--customize-hook=cd "$1" && rm -f ${LEFTOVERS.join(' ')}`,
      '--format=tar',
      repository.codename,
      tar,
      `${source} ${repository.codename} ${COMPONENT}`,
    ],
    { env: { SOURCE_DATE_EPOCH: String(request.epochSeconds), APT_CONFIG: undefined } },
  );
}

/** Root needs nothing else; an ordinary user needs a range of subordinate ids. */
async function chooseMode(context: DistroContext): Promise<'root' | 'unshare'> {
  if (process.getuid?.() === 0) return 'root';
  const { username, uid } = userInfo();
  const ranges = await readFile('/etc/subuid', 'utf8').catch(() => '');
  const hasRange = ranges
    .split('\n')
    .some((line) => line.startsWith(`${username}:`) || line.startsWith(`${uid}:`));
  const hint = `Run as root, or: apt-get install uidmap && usermod --add-subuids 100000-165535 --add-subgids 100000-165535 ${username}`;
  if (!hasRange) {
    fail(
      'PRIVILEGE_MISSING',
      `Cannot make a base system as user "${username}": it has no ids in /etc/subuid`,
      undefined,
      hint,
    );
  }
  await context.run(['newuidmap'], { okCodes: [0, 1, 2] });
  return 'unshare';
}
