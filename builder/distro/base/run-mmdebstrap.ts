import { chmod, cp, mkdir, readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { basename, join } from 'node:path';
import {
  findClosedFolder,
  linkOrCopy,
  plainTempParent,
  settlePermissions,
  withTempDir,
} from '../../io/mod.ts';
import { fail } from '../../model/mod.ts';
import { COMPONENT, type Repository } from '../repository/compose-repository.ts';
import { poolPath } from '../repository/pool-path.ts';
import type { DistroContext, ResolvedPackage } from '../types.ts';
import { renderSettling, UNPACKED } from './settle-base.ts';

export interface BootstrapRequest {
  /** Where the packages come from: a repository that `composeRepository` wrote. */
  readonly repository: Repository;
  /** What the base consists of: the closure's `base`, looked up among its packages. */
  readonly packages: readonly ResolvedPackage[];
  /** Asked for beside the essential packages and apt: the closure request's `base`. */
  readonly include: readonly string[];
  /**
   * Unpacked, but not configured: their files are there from the start, and what their scripts generate (keys,
   * identities) is made on each machine, when apt there completes them. Empty: none.
   */
  readonly unpacked: readonly ResolvedPackage[];
  /** Of the unpacked ones these are configured although they have scripts: names, `*` stands for anything. */
  readonly settled: readonly string[];
  readonly epochSeconds: number;
}

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
 * apt's sandbox and the user namespace of mmdebstrap read as other users: they get the signed indexes and the base's
 * packages at a place that everybody may read, wherever the repository itself lies.
 */
function withReadableRepository<T>(
  request: BootstrapRequest,
  work: (repository: Repository) => Promise<T>,
): Promise<T> {
  const { repository } = request;
  return withTempDir(async (dir) => {
    const keyringFile = join(dir, basename(repository.keyringFile));
    await linkOrCopy(repository.keyringFile, keyringFile);
    await cp(join(repository.dir, 'dists'), join(dir, 'dists'), { recursive: true });
    for (const item of [...request.packages, ...request.unpacked]) {
      await linkOrCopy(join(repository.dir, poolPath(item)), join(dir, poolPath(item)));
    }
    // Whatever the umask of who builds.
    settlePermissions(dir);
    return work({ ...repository, dir, keyringFile });
  }, plainTempParent());
}

/** The script comes in the environment: a hook's text is no place for quotes within quotes. */
function renderSettlingHooks(pool: string, packages: readonly ResolvedPackage[]): readonly string[] {
  const files = packages.map((item) => join(pool, poolPath(item)));
  return [
    `--customize-hook=mkdir "$1${UNPACKED}" && cp ${files.join(' ')} "$1${UNPACKED}"`,
    '--customize-hook=printf "%s" "$CAIRN_SETTLING" | chroot "$1" sh >&2',
  ];
}

/** Installs a base system with mmdebstrap and packs it as a tar. */
export async function runMmdebstrap(
  context: DistroContext,
  request: BootstrapRequest,
  tar: string,
): Promise<void> {
  const include = request.include.length === 0 ? [] : [`--include=${request.include.join(',')}`];
  const mode = await chooseMode(context);
  await withReadableRepository(request, async ({ dir, keyringFile, arch, codename }) => {
    const root = join(dir, 'root');
    await mkdir(root);
    await chmod(root, 0o755);
    await context.run(
      [
        'mmdebstrap',
        `--mode=${mode}`,
        '--variant=apt',
        `--architectures=${arch}`,
        '--aptopt=APT::Install-Recommends "false"',
        '--aptopt=APT::Solver "internal"',
        '--dpkgopt=force-unsafe-io',
        // Scripts of packages see nothing of this host: shim's asks its firmware for keys
        '--skip=chroot/mount/sys',
        ...include,
        ...(request.unpacked.length === 0 ? [] : renderSettlingHooks(dir, request.unpacked)),
        // mmdebstrap's own shell runs this, with the base as its first argument.
        `--customize-hook=cd "$1" && rm -f ${LEFTOVERS.join(' ')}`,
        '--format=tar',
        codename,
        tar,
        `deb [arch=${arch} signed-by=${keyringFile}] copy:${dir} ${codename} ${COMPONENT}`,
      ],
      {
        // What it leaves when it is killed lies in a scratch folder, and is removed with it.
        env: {
          SOURCE_DATE_EPOCH: String(request.epochSeconds),
          CAIRN_SETTLING: renderSettling(request.settled),
          APT_CONFIG: undefined,
          TMPDIR: root,
        },
        contained: true,
        volatile: root,
      },
    );
  });
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
  const closed = await findClosedFolder(plainTempParent());
  if (closed !== undefined) {
    const message = `Cannot make a base system: its users may not enter "${closed}", where temporary files lie`;
    fail('PRIVILEGE_MISSING', message, undefined, 'Name a folder that everybody may enter: TMPDIR=/tmp');
  }
  await context.run(['newuidmap'], { okCodes: [0, 1, 2] });
  return 'unshare';
}
