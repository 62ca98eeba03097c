import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { renderSettling } from '../../../builder/distro/base/settle-base.ts';
import {
  type BaseRequest,
  composeBase,
  createDistroContext,
  poolPath,
  type ResolvedPackage,
} from '../../../builder/distro/mod.ts';
import { type Run, run, withTempDir } from '../../../builder/io/mod.ts';
import type { BuildError } from '../../../builder/model/mod.ts';
import { encodeTar } from '../../fakes/deb.ts';

const EPOCH = 1_754_179_200;

function entry(name: string): ResolvedPackage {
  const about = { name, version: '1', arch: 'all', sizeBytes: 1, sha256: name, path: 'p' };
  return { ...about, suite: 'trixie', component: 'main', stanza: new Map([['Package', name]]) };
}

/** A repository on disk as `composeRepository` leaves it, as far as a base needs it. */
function writeRepository(dir: string, packages: readonly ResolvedPackage[]): BaseRequest['repository'] {
  mkdirSync(join(dir, 'dists/trixie'), { recursive: true });
  writeFileSync(join(dir, 'key.pgp'), '');
  for (const item of packages) {
    mkdirSync(join(dir, poolPath(item), '..'), { recursive: true });
    writeFileSync(join(dir, poolPath(item)), item.name);
  }
  const about = { codename: 'trixie', components: ['main'], arch: 'amd64', fingerprint: '', sizeBytes: 0 };
  const key = { keyringFile: join(dir, 'key.pgp'), armoredKeyFile: join(dir, 'key.asc') };
  return { dir, ...about, ...key, packagesSha256: '' };
}

/** How mmdebstrap was called. */
interface Call {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Makes a base with everything real but mmdebstrap, which leaves some files. */
async function makeBases(
  files: Readonly<Record<string, string>>,
  work: (
    make: (name: string, change?: Partial<BaseRequest>) => ReturnType<typeof composeBase>,
    calls: readonly Call[],
  ) => Promise<void>,
): Promise<void> {
  await withTempDir(async (dir) => {
    const calls: Call[] = [];
    const fake: Run = async (argv, options) => {
      if (argv[0] === 'newuidmap') return run(['true'], options);
      if (argv[0] !== 'mmdebstrap') return run(argv, options);
      calls.push({ argv, env: options?.env ?? {} });
      writeFileSync(argv.at(-2)!, await encodeTar(files));
      return run(['true']);
    };
    const packages = [entry('apt'), entry('libc6')];
    const unpacked = [entry('bash')];
    const repository = writeRepository(join(dir, 'repository'), [...packages, ...unpacked]);
    const context = createDistroContext({ run: fake, environment: {}, cacheDir: join(dir, 'cache') });
    const request = {
      repository,
      packages,
      include: ['systemd'],
      unpacked,
      settled: ['perl'],
      epochSeconds: EPOCH,
    };
    await work(
      (name, change) => composeBase(context, { ...request, ...change, file: join(dir, name) }),
      calls,
    );
  });
}

const test = suite('composeBase()');

test('packs what mmdebstrap makes, once for the same packages and the same month', () =>
  makeBases({ 'etc/machine-id': '', 'usr/bin/apt': 'apt' }, async (make, calls) => {
    const one = await make('one.tar.zst');
    const names = execFileSync('tar', ['--zstd', '--list', '--file', one.file]).toString().split('\n');
    assert.ok(names.includes('./usr/bin/apt'));
    assert.is(statSync(one.file).size, one.sizeBytes);
    const two = await make('two.tar.zst', { epochSeconds: EPOCH + 3600 });
    assert.equal(readFileSync(two.file), readFileSync(one.file));
    assert.is(calls.length, 1, 'the second one is from the cache');
    await make('three.tar.zst', { unpacked: [] });
    assert.is(calls.length, 2, 'other packages are another base');
    await make('four.tar.zst', { settled: [] });
    assert.is(calls.length, 3, 'and so is one of which others are configured');
    await make('five.tar.zst', { epochSeconds: EPOCH + 31 * 24 * 3600 });
    assert.is(calls.length, 4, 'and that of another month');
  }));

test('asks mmdebstrap for the packages of the repository alone, and gives it a script that settles those that are unpacked', () =>
  makeBases({}, async (make, calls) => {
    await make('base.tar.zst');
    const { argv, env } = calls[0]!;
    assert.ok(argv.includes('--include=systemd'));
    assert.ok(argv.includes('--architectures=amd64'));
    // The script of shim-signed asks the build host's firmware whether it may be unpacked
    assert.ok(argv.includes('--skip=chroot/mount/sys'));
    assert.match(argv.at(-1)!, /^deb \[arch=amd64 signed-by=\S+\/key\.pgp\] copy:\S+ trixie main$/);
    const hook = argv.find((word) => word.includes('/tmp/unpacked'));
    assert.match(hook!, '/bash_1_all.deb "$1/tmp/unpacked"');
    assert.ok(argv.includes('--customize-hook=printf "%s" "$CAIRN_SETTLING" | chroot "$1" sh >&2'));
    assert.is(env['CAIRN_SETTLING'], renderSettling(['perl']));
    assert.match(env['CAIRN_SETTLING']!, /^ {2}case \$1 in perl\) return 0 ;; esac$/m);
    await make('whole.tar.zst', { unpacked: [] });
    assert.not.ok(calls[1]!.argv.some((word) => word.includes('CAIRN_SETTLING')));
  }));

test('a base that holds what no two machines may share is refused, and nothing is kept of it', () =>
  makeBases({ 'etc/ssh/ssh_host_ed25519_key': 'secret' }, async (make, calls) => {
    for (const name of ['one', 'two']) {
      const error = (await make(name).catch((reason) => reason)) as BuildError;
      assert.is(error.code, 'BASE_CONTENT');
      assert.match(error.message, '"/etc/ssh/ssh_host_ed25519_key" holds SSH host keys');
    }
    assert.is(calls.length, 2);
  }));

test('a damaged base in the cache is made anew', () =>
  makeBases({ 'usr/bin/apt': 'apt' }, async (make, calls) => {
    const one = await make('one.tar.zst');
    const whole = readFileSync(one.file);
    // The cache and the copy are one file.
    execFileSync('chmod', ['644', one.file]);
    writeFileSync(one.file, Buffer.alloc(whole.length));
    assert.equal(readFileSync((await make('two.tar.zst')).file), whole);
    assert.is(calls.length, 2);
  }));

for (const note of ['', '{', 'null', '{}', '{"file":"","sha256":"x","sizeBytes":"12"}']) {
  test(`a base is made anew where the cache has no sound note of it: ${note}`, () =>
    makeBases({ 'usr/bin/apt': 'apt' }, async (make, calls) => {
      const one = await make('one.tar.zst');
      const cache = join(dirname(one.file), 'cache/made/bases');
      const notes = readdirSync(cache).filter((name) => /^[0-9a-f]{64}$/.test(name));
      assert.is(notes.length, 1);
      writeFileSync(join(cache, notes[0]!, 'note.json'), note);
      const two = await make('two.tar.zst');
      assert.is(two.sha256, one.sha256);
      assert.is(calls.length, 2);
      await make('three.tar.zst');
      assert.is(calls.length, 2, 'the note is whole again');
    }));
}

test.run();
