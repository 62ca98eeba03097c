import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openState, type State } from '../../../builder/frontend/state/mod.ts';
import { type GraphBundle, RELEASE_KEYRING } from '../../../builder/model/mod.ts';
import { type Ran, runCairn } from '../../fakes/cairn.ts';
import { type MediumWish, type TestMedium, writeMedium } from '../../fakes/medium.ts';
import { PRIVATE } from '../frontend-state/open-temporary.ts';

/** Media of this test are signed by one key, which takes a moment to make. */
const keys = mkdtempSync(join(tmpdir(), 'cairn-keys-'));
const OLD = { packages: { bash: '1', slurm: '22.05-1', vim: '9.0' } };
const NEW = { packages: { bash: '1', slurm: '23.11-1', emacs: '29' }, version: '2.0' };

interface Place {
  readonly folder: string;
  readonly served: string;
  readonly cairn: (...words: readonly string[]) => Promise<Ran>;
  readonly withState: <T>(work: (state: State) => Promise<T>) => Promise<T>;
  readonly medium: (name: string, wish: MediumWish) => Promise<TestMedium>;
}

async function withFrontend(test: (place: Place) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-releases-'));
  const served = join(folder, 'served');
  mkdirSync(served);
  const env = {
    CAIRN_STATE: join(folder, 'state.db'),
    CAIRN_SERVED: served,
    CAIRN_SOCKET: join(folder, 'cairnd.sock'),
    CAIRN_FRONTEND: join(folder, 'frontend.json'),
    // Whoever made the media is the frontend itself
    CAIRN_KEYS: keys,
  };
  const config = { hostname: 'frontend', domain: 'cluster', address: '10.1.1.1', prefix: '16' };
  writeFileSync(env.CAIRN_FRONTEND, JSON.stringify(config));
  const withState: Place['withState'] = async (work) => {
    const state = await openState(env.CAIRN_STATE);
    try {
      return await work(state);
    } finally {
      await state.close();
    }
  };
  try {
    await withState((state) => state.setNetwork(PRIVATE));
    await test({
      folder,
      served,
      withState,
      cairn: (...words) => runCairn(words, { env }),
      medium: (name, wish) => writeMedium(join(folder, name), keys, wish),
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What is in the folder of releases besides releases, the link and the lock. */
const leftovers = (served: string): string[] =>
  readdirSync(join(served, 'releases')).filter((name) => !/^(?:[0-9a-f]{12}|current|\.lock)$/.test(name));

const good = (ran: Ran): string => {
  assert.is(ran.exitCode, 0, ran.stderr);
  return ran.stdout;
};

const test = suite('cairn release');
test('a folder, a tar archive and a whole build become releases, with what the place answered in their graphs', () =>
  withFrontend(async ({ folder, served, cairn, medium }) => {
    const place = { global: { timezone: 'Europe/Rome', hidden: 'x', storage_disk: '/dev/sda' } };
    writeFileSync(join(served, 'place.json'), JSON.stringify(place));
    const one = await medium('one', { ...OLD, attributes: { global: { timezone: 'Asia/Tokyo', own: '1' } } });
    assert.match(
      good(await cairn('release', 'import', one.folder)),
      new RegExp(`^${one.id} \\(test 1\\.0\\): \\d+ files`),
    );
    const at = join(served, 'releases', one.id);
    for (const path of one.paths) assert.ok(existsSync(join(at, path)), path);
    const { attributes } = JSON.parse(readFileSync(join(at, 'graph.json'), 'utf8')) as GraphBundle;
    assert.equal(attributes?.global, { timezone: 'Europe/Rome', own: '1' });
    good(await cairn('release', 'verify'));

    const two = await medium('two/netboot', NEW);
    const tar = join(folder, 'two.tar');
    execFileSync('tar', ['-C', join(folder, 'two/netboot'), '-cf', tar, 'cairn', 'install']);
    good(await cairn('release', 'import', tar));
    good(await cairn('release', 'verify', two.id.slice(0, 6)));
    good(await cairn('release', 'use', two.id));
    assert.is(readlinkSync(join(served, 'releases/current')), two.id);
    assert.match(good(await cairn('release', 'import', two.folder)), /is here already/);

    // As a build for network boot alone leaves it
    rmSync(join(served, 'releases', two.id), { recursive: true });
    for (const name of readdirSync(join(two.folder, 'install')))
      cpSync(join(two.folder, 'install', name), join(two.folder, name));
    rmSync(join(two.folder, 'install'), { recursive: true });
    good(await cairn('release', 'import', join(folder, 'two')));
    good(await cairn('release', 'verify', two.id));
    assert.equal(leftovers(served), []);
  }));
test('an image becomes a release too', () =>
  withFrontend(async ({ folder, cairn, medium }) => {
    const one = await medium('one', OLD);
    mkdirSync(join(folder, 'build'));
    const iso = join(folder, 'build/one.iso');
    execFileSync('xorriso', ['-as', 'mkisofs', '-R', '-o', iso, one.folder], { stdio: 'ignore' });
    good(await cairn('release', 'import', join(folder, 'build')));
    assert.match(good(await cairn('release', 'verify', one.digest)), /good/);
  }));
test('releases share what they have alike, and a removed one takes nothing from others', () =>
  withFrontend(async ({ served, cairn, medium }) => {
    const [one, two] = [await medium('one', OLD), await medium('two', NEW)];
    good(await cairn('release', 'import', one.folder));
    const said = good(await cairn('release', 'import', two.folder));
    assert.match(said, / of these \d+ new/);
    good(await cairn('release', 'use', two.id));
    const bash = (id: string): string =>
      join(served, 'releases', id, 'distribution/pool/main/bash_1_amd64.deb');
    assert.is(statSync(bash(one.id)).ino, statSync(bash(two.id)).ino);
    assert.is.not(
      statSync(join(served, 'releases', one.id, 'graph.json')).ino,
      statSync(join(served, 'releases', two.id, 'graph.json')).ino,
    );
    good(await cairn('release', 'remove', one.id.slice(0, 8)));
    assert.not.ok(existsSync(join(served, 'releases', one.id)));
    good(await cairn('release', 'verify'));
    assert.equal(leftovers(served), []);
  }));
test('what a medium has not is taken from releases that are here, and looked at', () =>
  withFrontend(async ({ served, cairn, medium }) => {
    const [one, two] = [await medium('one', OLD), await medium('two', NEW)];
    const shared = 'distribution/pool/main/bash_1_amd64.deb';
    rmSync(join(two.folder, 'cairn', shared));
    const alone = await cairn('release', 'import', two.folder);
    assert.is(alone.exitCode, 1);
    assert.match(alone.stderr, /bash_1_amd64\.deb" is not in it, and no release here has it/);
    good(await cairn('release', 'import', one.folder));
    writeFileSync(join(served, 'releases', one.id, shared), 'rotten');
    assert.match((await cairn('release', 'import', two.folder)).stderr, /is damaged/);
    cpSync(join(one.folder, 'cairn', shared), join(served, 'releases', one.id, shared));
    good(await cairn('release', 'import', two.folder));
    good(await cairn('release', 'verify'));
  }));
test('a delta holds each new content once, and says which release it follows', () =>
  withFrontend(async ({ folder, cairn, medium }) => {
    const [one, two] = [await medium('one', OLD), await medium('two', NEW)];
    const sum = (at: string): string => execFileSync('sha256sum', [at], { encoding: 'utf8' }).slice(0, 64);
    const at = (path: string): string => (path.startsWith('install/') ? path : `cairn/${path}`);
    const known = new Set(one.paths.map((path) => sum(join(one.folder, at(path)))));
    for (const path of two.paths.filter((each) => !/SHA256SUMS$|^graph\.json$/.test(each))) {
      const content = sum(join(two.folder, at(path)));
      if (known.has(content)) rmSync(join(two.folder, at(path)));
      known.add(content);
    }
    assert.not.ok(existsSync(join(two.folder, 'cairn/rolls/base-2.tar')));
    writeFileSync(
      join(two.folder, 'delta.json'),
      JSON.stringify({ format: 1, from: one.digest, to: two.digest }),
    );
    const tar = join(folder, 'delta.tar');
    execFileSync('tar', ['-C', two.folder, '-cf', tar, 'delta.json', 'cairn', 'install']);
    const early = await cairn('release', 'import', tar);
    assert.is(early.exitCode, 1);
    assert.match(
      early.stderr,
      new RegExp(`new since the release "${one.id}", which is not on this frontend`),
    );
    good(await cairn('release', 'import', one.folder));
    good(await cairn('release', 'import', tar));
    good(await cairn('release', 'verify', two.id));
  }));
test('a medium that is damaged, torn or for other machines is refused, with every file, and leaves nothing', () =>
  withFrontend(async ({ served, cairn, medium, folder }) => {
    const one = await medium('one', OLD);
    const refuse = async (said: RegExp, change: (at: string) => void): Promise<void> => {
      const at = join(folder, 'bad');
      cpSync(one.folder, at, { recursive: true });
      change(at);
      const ran = await cairn('release', 'import', at);
      assert.is(ran.exitCode, 1, ran.stdout);
      assert.match(ran.stderr, said);
      rmSync(at, { recursive: true });
      assert.equal(readdirSync(join(served, 'releases')), ['.lock']);
    };
    const pool = 'cairn/distribution/pool/main';
    await refuse(
      /"distribution\/pool\/main\/bash_1_amd64\.deb" has SHA-256[\s\S]+"install\/vmlinuz" is not in it/,
      (at) => {
        writeFileSync(join(at, pool, 'bash_1_amd64.deb'), 'evil');
        rmSync(join(at, 'install/vmlinuz'));
      },
    );
    const relist = (at: string, path: string, content: string): void => {
      const list = join(at, 'cairn/SHA256SUMS');
      writeFileSync(join(at, 'cairn', path), content);
      const sum = execFileSync('sha256sum', [join(at, 'cairn', path)], { encoding: 'utf8' }).slice(0, 64);
      const lines = readFileSync(list, 'utf8').split('\n');
      writeFileSync(
        list,
        lines.map((line) => (line.endsWith(`  ${path}`) ? `${sum}  ${path}` : line)).join('\n'),
      );
    };
    // Lists that fit are not enough: whoever changes a file may change its list
    await refuse(
      /"distribution\/pool\/main\/bash_1_amd64\.deb" is not the package that the signed index names/,
      (at) => relist(at, 'distribution/pool/main/bash_1_amd64.deb', 'evil'),
    );
    await refuse(/"distribution\/dists\/trixie\/Release" is not signed by/, (at) => {
      const release = readFileSync(join(at, 'cairn/distribution/dists/trixie/Release'), 'utf8');
      relist(at, 'distribution/dists/trixie/Release', release.replace('Origin: Cairn', 'Origin: Other'));
    });
    await refuse(/"install\/vmlinuz" is not what the signed list says/, (at) => {
      writeFileSync(join(at, 'install/vmlinuz'), 'evil');
      const list = execFileSync('sh', ['-c', 'sha256sum vmlinuz initrd.gz cairn.img'], {
        ...{ cwd: join(at, 'install'), encoding: 'utf8' },
      });
      writeFileSync(join(at, 'install/SHA256SUMS'), list);
    });
    await refuse(/"more" is not in the signed list/, (at) => {
      writeFileSync(join(at, 'cairn/SHA256SUMS'), `${'0'.repeat(64)}  more\n`, { flag: 'a' });
      relist(at, 'more', 'x');
    });
    await refuse(/Its lock has SHA-256 \w+, medium\.json says/, (at) =>
      relist(at, 'recipe.lock', readFileSync(join(at, 'cairn/recipe.lock'), 'utf8').replace('bash', 'dash')),
    );
    await refuse(/names "\.\.\/x", which is no plain path/, (at) =>
      writeFileSync(join(at, 'cairn/SHA256SUMS'), `${'a'.repeat(64)}  ../x\n`),
    );
    await refuse(/no medium of Cairn/, (at) => rmSync(join(at, 'cairn/medium.json')));
    const other = await medium('arm', { ...OLD, arch: 'arm64' });
    assert.match(
      (await cairn('release', 'import', other.folder)).stderr,
      /It is for arm64; machines that start from this frontend are amd64/,
    );
  }));
test('import takes what is signed by a key that is trusted already, and says how another one is', () =>
  withFrontend(async ({ served, cairn, medium, folder }) => {
    const stranger = join(folder, 'stranger');
    mkdirSync(stranger);
    const own = await medium('own', OLD);
    good(await cairn('release', 'import', own.folder));
    good(await cairn('release', 'use', own.id));
    const theirs = await writeMedium(join(folder, 'theirs'), stranger, { ...OLD, version: '7' });
    const next = await writeMedium(join(folder, 'next'), stranger, { ...OLD, version: '8' });
    const refused = await cairn('release', 'import', theirs.folder);
    assert.is(refused.exitCode, 1);
    const [, fingerprint = ''] =
      /Nobody here trusts who signed it: ([0-9A-F]{40}) \(Cairn site archive key\)/.exec(refused.stderr) ??
      [];
    assert.match(refused.stderr, `cairn release import ${theirs.folder} --key ${fingerprint}`);
    assert.match(refused.stderr, 'RELEASE_UNTRUSTED');
    assert.equal(leftovers(served), []);
    const other = await cairn('release', 'import', theirs.folder, '--key', 'A'.repeat(40));
    assert.is(other.exitCode, 1, 'another fingerprint');
    const wrong = await cairn(
      'release',
      'import',
      theirs.folder,
      '--key',
      join(own.folder, 'cairn', RELEASE_KEYRING),
    );
    assert.is(wrong.exitCode, 1, 'a key of somebody else');

    // With the fingerprint, or with the key; and after that what the same key signed
    good(await cairn('release', 'import', theirs.folder, '--key', fingerprint));
    good(await cairn('release', 'import', next.folder));
    good(await cairn('release', 'remove', theirs.id));
    good(await cairn('release', 'remove', next.id));
    assert.is((await cairn('release', 'import', next.folder)).exitCode, 1, 'nothing that is here is theirs');
    good(
      await cairn('release', 'import', next.folder, '--key', join(theirs.folder, 'cairn', RELEASE_KEYRING)),
    );

    // A list without a signature, and one that was changed after it was signed
    rmSync(join(theirs.folder, 'cairn/release.list.asc'));
    assert.match((await cairn('release', 'import', theirs.folder)).stderr, /no signed list/);
    writeFileSync(join(own.folder, 'cairn/release.list'), '\n', { flag: 'a' });
    assert.match((await cairn('release', 'import', own.folder)).stderr, /not signed by a key that is known/);
  }));
test('verify names the first file that differs, and all others', () =>
  withFrontend(async ({ served, cairn, medium }) => {
    const one = await medium('one', OLD);
    good(await cairn('release', 'import', one.folder));
    const at = join(served, 'releases', one.id);
    writeFileSync(join(at, 'base.tar.zst'), 'rotten');
    rmSync(join(at, 'install/initrd.gz'));
    const { exitCode, stderr } = await cairn('release', 'verify', one.id);
    assert.is(exitCode, 1);
    assert.match(stderr, new RegExp(`Release ${one.id}: "base\\.tar\\.zst" has SHA-256`));
    assert.match(stderr, /"install\/initrd\.gz" cannot be read/);
  }));
test('the release that the frontend itself runs is not removed', () =>
  withFrontend(async ({ folder, cairn, medium }) => {
    const [one, two] = [await medium('one', OLD), await medium('two', NEW)];
    for (const { folder: from } of [one, two]) good(await cairn('release', 'import', from));
    good(await cairn('release', 'use', two.id));
    const file = join(folder, 'frontend.json');
    const config = JSON.parse(readFileSync(file, 'utf8')) as object;
    writeFileSync(file, JSON.stringify({ ...config, release: one.id }));
    assert.match(good(await cairn('release', 'show', one.id)), /run it +the frontend; nobody/);
    assert.match((await cairn('release', 'remove', one.id)).stderr, /is what this frontend itself runs/);
    writeFileSync(file, JSON.stringify({ ...config, release: 'current' }));
    good(await cairn('release', 'remove', one.id));
  }));
test('list and show say who gets and who runs a release; remove is refused with names', () =>
  withFrontend(async ({ cairn, medium, withState }) => {
    const [one, two] = [await medium('one', OLD), await medium('two', NEW)];
    good(await cairn('release', 'import', one.folder));
    good(await cairn('release', 'import', two.folder));
    good(await cairn('release', 'use', one.id));
    await withState(async (state) => {
      for (const rank of [0, 1, 2]) await state.addHost({ appliance: 'compute', rack: rank, rank: 0 });
      await state.recordReport('compute-0-0', { event: 'finished', release: one.id });
      await state.recordReport('compute-2-0', { event: 'finished', release: two.id });
    });
    assert.is(
      good(await cairn('release', 'use', two.id.slice(0, 7), '--rack', '1')),
      `rack 1: ${two.id} (test 2.0)\n`,
    );
    const table = good(await cairn('release', 'list'));
    assert.match(table, new RegExp(`^${one.id} +test 1\\.0 +in use +2 +1$`, 'm'));
    assert.match(table, new RegExp(`^${two.id} +test 2\\.0 +- +1 +1$`, 'm'));
    const shown = good(await cairn('release', 'show', two.id));
    assert.match(shown, /said for +rack 1\n/);
    assert.match(shown, /get it +1: compute-1-0\n/);
    assert.match(shown, /run it +1: compute-2-0\n/);
    const used = await cairn('release', 'remove', one.id);
    assert.is(used.exitCode, 1);
    assert.match(used.stderr, /is in use/);
    assert.match(used.stderr, /is what compute-0-0 runs/);
    const { stderr } = await cairn('release', 'remove', two.id);
    assert.match(
      stderr,
      /is what compute-2-0 runs[\s\S]+is what compute-1-0 is to get[\s\S]+is set for rack 1/,
    );
    assert.is(good(await cairn('release', 'use', 'current', '--rack', '1')), 'rack 1: the release in use\n');
    await withState((state) => state.removeHosts(['compute-2-0']));
    good(await cairn('release', 'remove', two.id));
    const told = good(await cairn('audit'));
    assert.match(told, new RegExp(`release in use[^\\n]*${one.id}`));
    assert.match(told, new RegExp(`release ${two.id}`));
    const hosts = JSON.parse(good(await cairn('host', 'list', '--format', 'json'))) as { release?: string }[];
    assert.equal(
      hosts.map(({ release }) => release),
      [one.id, undefined],
    );
    assert.match(good(await cairn('host', 'list')), new RegExp(`RELEASE[\\s\\S]+ ${one.id}\\n`));
  }));
test('a frontend with no release in use lists, shows and removes those that it has', () =>
  withFrontend(async ({ cairn, medium, withState }) => {
    assert.is(good(await cairn('release', 'list')), 'There is no release here: cairn release import FILE\n');
    const [one, two] = [await medium('one', OLD), await medium('two', NEW)];
    for (const { folder } of [one, two]) good(await cairn('release', 'import', folder));
    await withState((state) => state.addHost({ appliance: 'compute', rack: 1, rank: 0 }));
    good(await cairn('release', 'use', two.id, '--rack', '1'));
    const list = good(await cairn('release', 'list'));
    assert.match(list, new RegExp(`^${one.id} +test 1\\.0 +- +0 +0$`, 'm'));
    assert.match(list, new RegExp(`^${two.id} +test 2\\.0 +- +1 +0$`, 'm'));
    assert.match(list, /^No release is in use: .*cairn release use ID/m);
    const all = JSON.parse(good(await cairn('release', 'list', '--format', 'json'))) as { inUse: boolean }[];
    assert.equal(
      all.map(({ inUse }) => inUse),
      [false, false],
    );
    assert.match(good(await cairn('release', 'show', two.id)), /get it +1: compute-1-0\n/);
    assert.match((await cairn('release', 'remove', two.id)).stderr, /is what compute-1-0 is to get/);
    good(await cairn('release', 'remove', one.id));
    good(await cairn('release', 'use', two.id));
    assert.not.match(good(await cairn('release', 'list')), /No release is in use/);
  }));
test('diff says what goes up, comes and goes, by appliance, and what the graph describes', () =>
  withFrontend(async ({ cairn, medium }) => {
    const [one, two] = [await medium('one', OLD), await medium('two', NEW)];
    good(await cairn('release', 'import', one.folder));
    good(await cairn('release', 'import', two.folder));
    const { exitCode, stdout } = await cairn('release', 'diff', one.id, two.id);
    assert.is(exitCode, 1);
    assert.match(stdout, /^up +slurm +22\.05-1 +23\.11-1 +compute$/m);
    assert.match(stdout, /^new +emacs +- +29 +compute$/m);
    assert.match(stdout, /^gone +vim +9\.0 +- +compute$/m);
    assert.not.match(stdout, /bash/);
    assert.match((await cairn('release', 'diff', two.id, one.id)).stdout, /^down +slurm /m);
    const same = await cairn('release', 'diff', one.id, one.id);
    assert.is(same.exitCode, 0, same.stderr);
    assert.match(same.stdout, /packages are the same/);
  }));
test('names and values count that any release knows; what one host gets is resolved by its own', () =>
  withFrontend(async ({ served, cairn, medium, withState }) => {
    const [one, two] = [await medium('one', OLD), await medium('two', NEW)];
    for (const { folder } of [one, two]) good(await cairn('release', 'import', folder));
    good(await cairn('release', 'use', one.id));
    const file = join(served, 'releases', two.id, 'graph.json');
    const graph = JSON.parse(readFileSync(file, 'utf8')) as { rolls: Record<string, object>[] };
    Object.assign(graph.rolls[0]!['appliances']!, { login: { node: 'compute' } });
    Object.assign(graph.rolls[0]!['attributes']!, { newer: { default: 'by default' } });
    writeFileSync(file, JSON.stringify(graph));
    good(await cairn('host', 'add', '--appliance', 'login', '--rack', '1'));
    good(await cairn('attribute', 'set', 'newer', 'x', '--appliance', 'login'));
    assert.match(
      (await cairn('host', 'add', '--appliance', 'logon')).stderr,
      /No roll has appliance "logon"/,
    );
    assert.match((await cairn('attribute', 'set', 'never', 'x')).stderr, /never/);
    await withState((state) => state.addHost({ appliance: 'compute', rack: 0, rank: 0 }));
    assert.is((await cairn('attribute', 'get', 'newer', '--host', 'compute-0-0')).exitCode, 1);
    good(await cairn('release', 'use', two.id, '--host', 'compute-0-0'));
    assert.match(good(await cairn('attribute', 'get', 'newer', '--host', 'compute-0-0')), /by default/);
  }));
test('what is no release is told with what to do', () =>
  withFrontend(async ({ cairn, medium }) => {
    const none = await cairn('release', 'show', 'current');
    assert.is(none.exitCode, 1);
    assert.match(none.stderr, /No release is in use[\s\S]+cairn release use ID/);
    const one = await medium('one', OLD);
    good(await cairn('release', 'import', one.folder));
    for (const wrong of ['zz', 'f'.repeat(12), `${one.id}0`])
      assert.match(
        (await cairn('release', 'use', wrong)).stderr,
        /is not on this frontend[\s\S]+cairn release list/,
      );
    good(await cairn('release', 'use', one.id));
    const set = await cairn('attribute', 'set', 'cairn_release', one.id, '--rack', '0');
    assert.is(set.exitCode, 2);
    assert.match(set.stderr, /cairn release use ID/);
  }));
test.after(() => rmSync(keys, { recursive: true }));
test.run();
