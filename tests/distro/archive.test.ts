import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { AptArchive } from '../../builder/distro/apt/apt-archive.ts';
import { openLockedAptArchive } from '../../builder/distro/apt/locked-archive.ts';
import { openAptArchive } from '../../builder/distro/apt/open-apt-archive.ts';
import {
  type Closure,
  composeBase,
  composeRepository,
  createDistroContext,
  type DistroContext,
  fetchPackages,
  findNeededPackages,
  findPackages,
  lockPackages,
  type OsArchive,
  type OwnPackage,
  type PackageWants,
  proveRepository,
  type RecipeLock,
  type Repository,
  readRollDebs,
  resolveClosure,
  unpackDeb,
} from '../../builder/distro/mod.ts';
import { reportStage, run, sha256 } from '../../builder/io/mod.ts';
import type { BuildError } from '../../builder/model/mod.ts';

// Against the real archive of Debian 13, through the mirror of this machine. The cache is the user's own: a second
// run downloads nothing.

const os: OsArchive = {
  id: 'debian-13',
  codename: 'trixie',
  suites: ['trixie', 'trixie-updates', 'trixie-security'],
  components: ['main', 'non-free-firmware'],
  keyring: 'debian-archive-keyring',
};
const EPOCH = 1_754_179_200;
const shared = createDistroContext();

interface Stand {
  readonly dir: string;
  readonly context: DistroContext;
  readonly archive: AptArchive;
  readonly own: readonly OwnPackage[];
  readonly closure: Closure;
  readonly files: ReadonlyMap<string, string>;
  readonly repository: Repository;
}

const wants: PackageWants[] = [
  {
    appliance: 'frontend',
    enabled: [asked('hello', 3), asked('cairn-test', 4)],
    disabled: ['exim4', 'not-there'],
  },
  { appliance: 'compute', enabled: [asked('@ssh-server', 5)], disabled: [] },
];

function asked(name: string, line: number) {
  return { name, roll: 'base', node: 'things', place: { file: 'base/nodes/things.xml', line } };
}

/** A .deb made on the spot; depends on hello. */
function buildDeb(dir: string, version: string, text: string, depends = 'hello'): string {
  const tree = join(dir, `tree-${version}-${text}`);
  mkdirSync(join(tree, 'DEBIAN'), { recursive: true });
  mkdirSync(join(tree, 'usr/share/cairn-test'), { recursive: true });
  writeFileSync(join(tree, 'usr/share/cairn-test/text'), text);
  writeFileSync(
    join(tree, 'DEBIAN/control'),
    `Package: cairn-test\nVersion: ${version}\nArchitecture: all\nDepends: ${depends}\nMaintainer: M <m@example.org>\nDescription: Test\n`,
  );
  const deb = join(dir, `cairn-test-${version}-${text}.deb`);
  execFileSync('dpkg-deb', ['--build', '--root-owner-group', tree, deb], { stdio: 'ignore' });
  return deb;
}

let stand: Stand;
const test = suite('distribution from the real archive');

test.before(async () => {
  const dir = await mkdtemp('/tmp/cairn-distro-');
  const context = { ...shared, keysDir: join(dir, 'keys') };
  const archive = await openAptArchive(context, os, 'amd64');
  const debs = [{ roll: 'base', files: [buildDeb(dir, '1:1.0', 'one')] }];
  const own = await readRollDebs(context, 'amd64', debs);
  const closure = await resolveClosure(archive, { wants, base: ['systemd-sysv'], own });
  const files = await fetchPackages(context, archive, closure.packages);
  const repository = await compose(context, closure, files, join(dir, 'repository'));
  stand = { dir, context, archive, own, closure, files, repository };
});
test.after(() => rm(stand.dir, { recursive: true }));

function compose(context: DistroContext, closure: Closure, files: ReadonlyMap<string, string>, dir: string) {
  const { packages } = closure;
  const request = {
    packages,
    files,
    codename: 'trixie',
    version: '13',
    arch: 'amd64',
    label: 'test 1.0',
    dir,
  };
  return composeRepository(context, { ...request, epochSeconds: EPOCH });
}

function digestTree(dir: string): string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((file) => `${file.slice(dir.length)} ${sha256(readFileSync(file))} ${statSync(file).mtimeMs}`);
}

/** Runs apt with nothing but the repository; returns what it prints. */
async function apt(repository: Repository, root: string, ...args: string[]): Promise<string> {
  for (const folder of ['lists/partial', 'cache/archives/partial', 'etc', 'state']) {
    mkdirSync(join(root, folder), { recursive: true });
  }
  writeFileSync(join(root, 'status'), '');
  const source = `deb [signed-by=${repository.keyringFile}] copy:${repository.dir} ${repository.codename} main\n`;
  writeFileSync(join(root, 'sources.list'), source);
  const settings = {
    'Dir::Etc::parts': '/dev/null',
    'Dir::Etc::sourcelist': `${root}/sources.list`,
    'Dir::Etc::sourceparts': '/dev/null',
    'Dir::State::Lists': `${root}/lists`,
    'Dir::State::status': `${root}/status`,
    'Dir::Cache': `${root}/cache`,
    'APT::Architecture': 'amd64',
    'APT::Sandbox::User': 'root',
  };
  const options = Object.entries(settings).map(([name, value]) => `-o${name}=${value}`);
  const { stdout, stderr } = await run(['apt-get', ...options, ...args], { okCodes: [0, 100] });
  return stdout + stderr;
}

test('the closure holds what was asked for and what that needs, from where it says', () => {
  const { closure, own } = stand;
  const { frontend, compute } = closure.byAppliance;
  const names = new Set(closure.packages.map((item) => item.name));
  for (const name of ['hello', 'cairn-test', 'openssh-server', 'libc6', 'apt', 'systemd-sysv']) {
    assert.ok(names.has(name), name);
  }
  assert.not.ok(names.has('exim4'));
  assert.equal(closure.groups, { '@ssh-server': 'task-ssh-server' });
  assert.ok(frontend?.includes('cairn-test'));
  assert.not.ok(compute?.includes('hello'));
  assert.ok(closure.base.includes('libc6') && !closure.base.includes('hello'));
  assert.is(
    closure.packages.find((item) => item.name === 'cairn-test'),
    own[0],
  );
  assert.is(names.size, closure.packages.length);
});

test('apt accepts the repository without a warning and fetches from it', async () => {
  const { repository, dir } = stand;
  const root = join(dir, 'apt');
  const updated = await apt(repository, root, 'update');
  assert.not.match(updated, /^[WEN]: /m);
  assert.match(
    await apt(repository, root, 'install', '-y', '--download-only', 'cairn-test', '--no-install-recommends'),
    'hello',
  );
  assert.ok(
    readdirSync(join(root, 'cache/archives')).some((name) => name.startsWith('cairn-test_1%3a1.0_all')),
  );
});

test('apt refuses the repository once a byte of it is changed', async () => {
  const { repository, dir } = stand;
  const copy = { ...repository, dir: join(dir, 'tampered') };
  execFileSync('cp', ['-r', join(repository.dir), copy.dir]);
  const release = join(copy.dir, 'dists/trixie/InRelease');
  writeFileSync(release, readFileSync(release, 'utf8').replace('test 1.0', 'test 1.1'));
  assert.match(
    await apt(copy, join(dir, 'apt-tampered'), 'update'),
    /^E: .*(?:BADSIG|not signed|Sub-process)/m,
  );
});

test('two compositions are the same, byte for byte', async () => {
  const { context, closure, files, repository, dir } = stand;
  await compose(context, closure, files, join(dir, 'again'));
  assert.equal(digestTree(join(dir, 'again')), digestTree(repository.dir));
});

test('nothing in the repository names the mirror or this machine, and no private key is in it', () => {
  const { archive, repository } = stand;
  const host = new URL(archive.state.mirrors.archive[0]!).host;
  for (const entry of readdirSync(join(repository.dir, 'dists'), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name.endsWith('.gz')) continue;
    const text = readFileSync(join(entry.parentPath, entry.name), 'utf8');
    if (host !== '') assert.not.match(text, host);
    assert.not.match(text, stand.dir);
  }
  assert.not.match(readFileSync(join(repository.dir, 'cairn-archive-keyring.asc'), 'utf8'), 'PRIVATE');
});

test('every appliance can be installed from it; a repository that lacks something is refused by name', async () => {
  const { context, closure, files, repository, dir } = stand;
  await proveRepository(context, repository, closure, wants);
  const packages = closure.packages.filter((item) => item.name !== 'libwrap0');
  const poorer = await compose(context, { ...closure, packages }, files, join(dir, 'poorer'));
  const error = (await proveRepository(context, poorer, closure, wants).catch(
    (reason) => reason,
  )) as BuildError;
  assert.is(error.code, 'REPOSITORY_INCOMPLETE');
  assert.is(error.problems.length, 1);
  assert.match(error.message, 'appliance "compute"');
  assert.match(error.message, 'libwrap0');
});

test('what cannot be had is named with appliance, roll, node, line and reason, all in one run', async () => {
  const { context, archive, dir } = stand;
  const own = await readRollDebs(context, 'amd64', [
    { roll: 'base', files: [buildDeb(dir, '2', 'two', 'no-such-library (>= 3)')] },
  ]);
  const bad: PackageWants[] = [
    {
      appliance: 'frontend',
      enabled: [asked('helo', 3), asked('cairn-test', 4), asked('hello', 5)],
      disabled: [],
    },
    { appliance: 'compute', enabled: [asked('openssh-server', 7)], disabled: ['libwrap0'] },
  ];
  const error = (await resolveClosure(archive, { wants: bad, base: [], own }).catch(
    (reason) => reason,
  )) as BuildError;
  assert.is(error.code, 'PACKAGE_UNSATISFIED');
  assert.is(error.exitCode, 1);
  assert.equal(
    error.problems.map(
      ({ place, message }) => `${place?.line} ${/"(\S+)" of appliance "(\S+)"/.exec(message)?.slice(1)}`,
    ),
    ['3 helo,frontend', '4 cairn-test,frontend', '7 openssh-server,compute'],
  );
  assert.match(error.message, 'node "things" of roll "base"');
  assert.match(error.message, 'Close names: hello');
  assert.match(error.message, 'no-such-library (>= 3) but it is not installable');
  assert.match(error.message, 'Depends: libwrap0');
});

test('two rolls with one version of different content are an error', async () => {
  const { context, dir } = stand;
  const rolls = [
    { roll: 'a', files: [buildDeb(dir, '3', 'x')] },
    { roll: 'b', files: [buildDeb(dir, '3', 'y')] },
  ];
  const error = (await readRollDebs(context, 'amd64', rolls).catch((reason) => reason)) as BuildError;
  assert.is(error.code, 'PACKAGE_CONFLICT');
});

test('offline builds from the cache alone, or says what is missing', async () => {
  const { context, closure, dir } = stand;
  const unreachable = 'http://127.0.0.1:9/debian';
  const offline = { ...context, offline: true, mirror: unreachable };
  const archive = await openAptArchive(offline, os, 'amd64');
  const again = await resolveClosure(archive, { wants, base: ['systemd-sysv'], own: stand.own });
  assert.equal(lockPackages(again.packages), lockPackages(closure.packages));
  await fetchPackages(offline, archive, again.packages);

  const empty = { ...offline, cacheDir: join(dir, 'empty-cache') };
  const noLists = (await openAptArchive(empty, os, 'amd64').catch((reason) => reason)) as BuildError;
  assert.is(noLists.code, 'CACHE_INCOMPLETE');
  assert.is(noLists.exitCode, 3);
  const some = closure.packages.filter((item) => ['hello', 'libc6'].includes(item.name));
  const noPackages = (await fetchPackages(empty, archive, some).catch((reason) => reason)) as BuildError;
  assert.equal(
    noPackages.problems.map((problem) => /of "(\S+)"/.exec(problem.message)?.[1]),
    ['hello', 'libc6'],
  );
});

test('a mirror that does not answer is an environment failure with a hint', async () => {
  const { context, dir } = stand;
  const lost = { ...context, cacheDir: join(dir, 'lost'), mirror: 'http://127.0.0.1:9/debian' };
  const error = (await openAptArchive(lost, os, 'amd64').catch((reason) => reason)) as BuildError;
  assert.is(error.code, 'APT_UPDATE');
  assert.is(error.exitCode, 3);
  assert.match(error.message, '--offline');
});

test('a damaged file in the cache is noticed and fetched again', async () => {
  const { context, archive, closure, dir } = stand;
  const other = { ...context, cacheDir: join(dir, 'other-cache') };
  const hello = closure.packages.filter((item) => item.name === 'hello');
  const [path] = [...(await fetchPackages(other, archive, hello)).values()];
  const before = readFileSync(path!);
  execFileSync('chmod', ['644', path!]);
  writeFileSync(path!, Buffer.alloc(before.length));
  await fetchPackages(other, archive, hello);
  assert.ok(readFileSync(path!).equals(before));
  await unpackDeb(other, path!, join(dir, 'hello'));
  assert.ok(statSync(join(dir, 'hello/usr/bin/hello')).mode & 0o100);
});

test('two builds at once share one cache and neither spoils the other', async () => {
  const { dir } = stand;
  const notes: string[] = [];
  const build = async (name: string) => {
    const context: DistroContext = {
      ...shared,
      cacheDir: join(dir, 'both'),
      keysDir: join(dir, 'both-keys'),
      progress: (event) => void (event.type === 'stage-started' && notes.push(`${name} ${event.stage}`)),
    };
    const archive = await openAptArchive(context, os, 'amd64');
    const packages = await findPackages(archive, ['hello', 'bash', 'base-files']);
    const report = reportStage(context, 'download', 'Download packages');
    const files = await fetchPackages(context, archive, packages, report);
    for (const item of packages) assert.is(sha256(readFileSync(files.get(item.sha256)!)), item.sha256);
    const closure: Closure = { packages, base: [], byAppliance: {}, groups: {} };
    return compose(context, closure, files, join(dir, `both-${name}`));
  };
  const [one, two] = await Promise.all([build('one'), build('two')]);
  assert.equal(digestTree(one.dir), digestTree(two.dir));
  assert.is(notes.filter((note) => note.endsWith(' download')).length, 1, 'packages are downloaded once');
  const left = readdirSync(join(dir, 'both/by-sha256'), { recursive: true }).map(String);
  assert.equal(
    left.filter((name) => name.endsWith('.part')),
    [],
  );
});

test('a lock opens the same packages on a machine whose cache never saw that state', async () => {
  const { context, archive, closure, own, dir, repository } = stand;
  const hash = '0'.repeat(64);
  const lock: RecipeLock = {
    format: 1,
    recipe: { name: 'test', version: '1.0', sha256: hash },
    arch: 'amd64',
    epochSeconds: EPOCH,
    os: { id: os.id, indexes: hash },
    rolls: [],
    packagesIndex: repository.packagesSha256,
    packages: lockPackages(closure.packages),
    media: [],
  };
  const locked = await openLockedAptArchive(context, os, lock);
  assert.is.not(locked.state.dir, archive.state.dir);
  const again = await resolveClosure(locked, { wants, base: ['systemd-sysv'], own });
  assert.equal(lockPackages(again.packages), lock.packages);
  const rebuilt = await compose(context, again, stand.files, join(dir, 'locked'));
  assert.is(rebuilt.packagesSha256, lock.packagesIndex);

  const gone = { ...lock, packages: [{ ...lock.packages[0]!, sha256: hash, version: '0.0' }] };
  const error = (await openLockedAptArchive(context, os, gone).catch((reason) => reason)) as BuildError;
  assert.is(error.code, 'CACHE_INCOMPLETE');
  assert.match(error.message, `"${lock.packages[0]!.name}" 0.0`);
});

test('what the installer borrows is found with its C library, and again by a lock alone', async () => {
  const { context, archive, repository } = stand;
  const needed = await findNeededPackages(archive, ['quickjs']);
  const names = needed.map(({ name }) => name);
  assert.ok(names.includes('quickjs') && names.includes('libc6'), names.join(' '));
  assert.not.ok(names.includes('dpkg'), 'nothing that every machine has');
  const hash = '1'.repeat(64);
  const lock: RecipeLock = {
    format: 1,
    recipe: { name: 'test', version: '1.0', sha256: hash },
    arch: 'amd64',
    epochSeconds: EPOCH,
    os: { id: 'debian-12', indexes: hash },
    rolls: [],
    packagesIndex: repository.packagesSha256,
    packages: [],
    media: [],
    borrowed: { indexes: hash, packages: lockPackages(needed) },
  };
  const locked = await openLockedAptArchive(context, os, lock, { borrowed: true });
  assert.equal(lockPackages(await findNeededPackages(locked, ['quickjs'])), lock.borrowed?.packages);
  const error = (await findNeededPackages(locked, ['hello']).catch((reason) => reason)) as BuildError;
  assert.is(error.code, 'PACKAGE_UNSATISFIED', 'nothing else can be had');
});

test('the base system is the same twice, and holds nothing of this machine', async () => {
  const { context, closure, repository, dir } = stand;
  const packages = closure.packages.filter((item) => closure.base.includes(item.name));
  const request = {
    repository,
    packages,
    include: ['systemd-sysv'],
    unpacked: [],
    settled: [],
    epochSeconds: EPOCH,
  };
  const make = async (name: string) => {
    const cacheDir = join(dir, name);
    mkdirSync(cacheDir);
    symlinkSync(join(context.cacheDir, 'by-sha256'), join(cacheDir, 'by-sha256'));
    return composeBase({ ...context, cacheDir }, { ...request, file: join(dir, `${name}.tar.zst`) });
  };
  const [one, two] = [await make('one'), await make('two')];
  assert.is(one.sha256, two.sha256);
  assert.is(sha256(readFileSync(one.file)), one.sha256);
  const names = execFileSync('tar', ['--zstd', '--list', '--file', one.file]).toString().split('\n');
  assert.ok(names.includes('./usr/bin/apt-get'));
  assert.ok(names.includes('./etc/machine-id'));
  for (const name of [
    './etc/hostname',
    './etc/resolv.conf',
    './etc/apt/sources.list',
    './usr/sbin/grub-install',
  ]) {
    assert.not.ok(names.includes(name), name);
  }
  const status = execFileSync('tar', [
    '--zstd',
    '--extract',
    '--to-stdout',
    '--file',
    one.file,
    './var/lib/dpkg/status',
  ]);
  const installed = [...status.toString().matchAll(/^Package: (.+)$/gm)].map((match) => match[1]);
  assert.equal(installed.sort(), [...closure.base]);
});

if (process.getuid?.() === 0) {
  test("the target's own apt accepts the repository without a warning and installs from it", () => {
    const { dir, repository } = stand;
    const root = join(dir, 'target');
    mkdirSync(root);
    execFileSync('tar', ['--zstd', '--extract', '--file', join(dir, 'one.tar.zst'), '--directory', root]);
    execFileSync('cp', ['-r', repository.dir, join(root, 'repository')]);
    const source = `Types: deb\nURIs: copy:/repository\nSuites: trixie\nComponents: main\nSigned-By: /repository/cairn-archive-keyring.pgp\n`;
    writeFileSync(join(root, 'etc/apt/sources.list.d/cairn.sources'), source);
    const inside = (...argv: string[]): string => {
      const env = {
        PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
        LC_ALL: 'C.UTF-8',
        DEBIAN_FRONTEND: 'noninteractive',
      };
      const { stdout, stderr, status } = spawnSync('chroot', [root, ...argv], { env, encoding: 'utf8' });
      assert.is(status, 0, stdout + stderr);
      return stdout + stderr;
    };
    assert.not.match(inside('apt-get', 'update', '-oAPT::Sandbox::User=root'), /^[WEN]: |Warning:|Notice:/m);
    inside('apt-get', 'install', '-y', '--no-install-recommends', '-oAPT::Sandbox::User=root', 'cairn-test');
    assert.is(inside('/usr/bin/hello', '--greeting=installed').trim(), 'installed');
    assert.is(readFileSync(join(root, 'usr/share/cairn-test/text'), 'utf8'), 'one');
  });
}

test.run();
