import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createAptArchive } from '../../../builder/distro/apt/apt-archive.ts';
import type { AptState } from '../../../builder/distro/apt/state/apt-state.ts';
import {
  createDistroContext,
  fetchPackages,
  findNeededPackages,
  findPackages,
  isLibraryPackage,
  type OwnPackage,
  type PackageWants,
  resolveClosure,
} from '../../../builder/distro/mod.ts';
import { withTempDir } from '../../../builder/io/mod.ts';
import type { BuildError } from '../../../builder/model/mod.ts';
import { fakeRun } from '../../fakes/io.ts';

const test = suite('resolveClosure() with a fake apt');

function stanza(name: string, version: string, digit: string): string {
  const section = name.startsWith('lib') ? 'libs' : 'utils';
  const path = `pool/${name}_${version}_amd64.deb`;
  return `Package: ${name}\nSection: ${section}\nVersion: ${version}\nArchitecture: amd64\nFilename: ${path}\nSize: 10\nSHA256: ${digit.repeat(64)}\n`;
}

/** An archive of two suites in a folder, as if apt had fetched it. */
function writeState(dir: string): AptState {
  mkdirSync(join(dir, 'lists'), { recursive: true });
  mkdirSync(join(dir, 'cache'));
  writeFileSync(join(dir, 'cache/pkgcache.bin'), '');
  writeFileSync(
    join(dir, 'lists/one'),
    [stanza('libc6', '1', '1'), stanza('tool', '1', '2'), stanza('task-web', '1', '3')].join('\n'),
  );
  writeFileSync(join(dir, 'lists/two'), stanza('tool', '1.1', '4'));
  const os = {
    id: 'debian-13',
    codename: 'trixie',
    suites: ['trixie', 'trixie-security'],
    components: ['main'],
    keyring: 'k',
  };
  const index = (suite: string, name: string) => ({
    suite,
    component: 'main',
    path: join(dir, 'lists', name),
  });
  return {
    os,
    arch: 'amd64',
    dir,
    configFile: join(dir, 'apt.conf'),
    indexes: [index('trixie-security', 'two'), index('trixie', 'one')],
    digest: '0'.repeat(64),
    mirrors: { archive: [], security: [] },
  };
}

function uris(...ids: string[]): string {
  return ids.map((id) => `'http://m/x' ${id.replaceAll(' ', '_')}_amd64.deb 10 SHA256:0\n`).join('');
}

function wantsOf(appliance: string, enabled: string[], disabled: string[] = []): PackageWants {
  const node = { node: 'n', roll: 'r' };
  return {
    appliance,
    disabled,
    enabled: enabled.map((name, i) => ({ name, ...node, place: { file: 'r/n.xml', line: i + 1 } })),
  };
}

async function resolve(answer: Parameters<typeof fakeRun>[0], wants: PackageWants[], own: OwnPackage[] = []) {
  return withTempDir(async (dir) => {
    const { run, calls } = fakeRun(answer);
    const context = createDistroContext({ run, environment: {}, cacheDir: dir });
    const outcome = await resolveClosure(createAptArchive(context, writeState(join(dir, 'a'))), {
      wants,
      base: ['init'],
      own,
    }).catch((reason: unknown) => reason as BuildError);
    return { outcome, calls };
  });
}

test('asks apt for the foundation, the base and what is wanted; looks up what it chose', async () => {
  const wants = [wantsOf('frontend', ['tool', '@web'], ['unheard-of', 'libc6', 'tool'])];
  const { outcome, calls } = await resolve(
    (argv) => (argv.includes('tool') ? uris('libc6 1', 'tool 1.1', 'task-web 1') : uris('libc6 1')),
    wants,
  );
  assert.not.instance(outcome, Error);
  if (outcome instanceof Error) return;
  const asked = calls.map((argv) => argv.slice(5).join(' ')).sort();
  assert.equal(asked, ['?essential apt init', '?essential apt init libc6- tool task-web']);
  assert.equal(
    outcome.packages.map((item) => `${item.name} ${item.version} ${item.suite}`),
    ['libc6 1 trixie', 'task-web 1 trixie', 'tool 1.1 trixie-security'],
  );
  assert.equal(outcome.base, ['libc6']);
  assert.equal(outcome.byAppliance, { frontend: ['libc6', 'task-web', 'tool'] });
  assert.equal(outcome.groups, { '@web': 'task-web' });
});

test('a package may name its architecture, where it is wanted and where it is not', async () => {
  const wants = [wantsOf('x', ['tool:amd64'], ['libc6:amd64', 'unheard-of:amd64', 'tool'])];
  const { outcome, calls } = await resolve(() => uris('libc6 1', 'tool 1.1'), wants);
  assert.not.instance(outcome, Error);
  assert.ok(calls.some((argv) => argv.slice(5).join(' ') === '?essential apt init libc6:amd64- tool:amd64'));
});

test('a group without a package is asked for as a task', async () => {
  const { outcome } = await resolve(() => uris('libc6 1'), [wantsOf('x', ['@other'])]);
  assert.equal('groups' in outcome && outcome.groups, { '@other': 'other^' });
});

test('only names reach the command line', async () => {
  const names = ['-oDir::Log=/x', 'a=1', 'a/sid', '?all', 'a b', '', '~n.*', 'a-'];
  const { outcome, calls } = await resolve(() => uris('libc6 1'), [wantsOf('x', names)]);
  assert.instance(outcome, Error);
  assert.equal(
    (outcome as BuildError).problems.map((problem) => problem.place?.line),
    [1, 2, 3, 4, 5, 6, 7, 8],
  );
  assert.equal(calls, []);
});

test('every appliance is looked at before the first failure is reported', async () => {
  const { outcome } = await resolve(
    (argv) => {
      const missing = argv.filter((name) => name.startsWith('no-'));
      if (missing.length === 0) return uris('libc6 1');
      return {
        exitCode: 100,
        stderr: missing.map((name) => `E: Unable to locate package ${name}\n`).join(''),
      };
    },
    [wantsOf('a', ['no-one', 'tool', 'no-two']), wantsOf('b', ['no-one'])],
  );
  assert.instance(outcome, Error);
  assert.equal(
    (outcome as BuildError).problems.map(
      ({ place, message }) => `${place?.line} ${/"\S+" of appliance "\S+"/.exec(message)}`,
    ),
    ['1 "no-one" of appliance "a"', '3 "no-two" of appliance "a"', '1 "no-one" of appliance "b"'],
  );
});

test('findPackages() takes the newest, and names all that are not there', () =>
  withTempDir(async (dir) => {
    const context = createDistroContext({
      run: fakeRun(() => undefined).run,
      environment: {},
      cacheDir: dir,
    });
    const state = writeState(join(dir, 'a'));
    const archive = createAptArchive(context, state);
    assert.equal(
      (await findPackages(archive, ['tool'])).map((item) => item.version),
      ['1.1'],
    );
    const error = (await findPackages(archive, ['x', 'tool', 'y']).catch((reason) => reason)) as BuildError;
    assert.is(error.problems.length, 2);
    const pinned = createAptArchive(context, { ...state, pinned: new Set(['2'.repeat(64)]) });
    assert.equal(
      (await findPackages(pinned, ['tool'])).map((item) => item.version),
      ['1'],
    );
  }));

test('offline names each missing package with version and hash', () =>
  withTempDir(async (dir) => {
    const context = createDistroContext({
      run: fakeRun(() => undefined).run,
      environment: {},
      cacheDir: dir,
      offline: true,
    });
    const archive = createAptArchive(context, writeState(join(dir, 'a')));
    const packages = await findPackages(archive, ['tool', 'libc6']);
    const error = (await fetchPackages(context, archive, packages).catch((reason) => reason)) as BuildError;
    assert.is(error.code, 'CACHE_INCOMPLETE');
    assert.equal(
      error.problems.map((problem) => /of "(\S+)" (\S+) .*SHA-256 (.)/.exec(problem.message)?.slice(1)),
      [
        ['libc6', '1', '1'],
        ['tool', '1.1', '4'],
      ],
    );
  }));

const needed = (answer: Parameters<typeof fakeRun>[0]) =>
  withTempDir(async (dir) => {
    const { run, calls } = fakeRun(answer);
    const context = createDistroContext({ run, environment: {}, cacheDir: dir });
    const found = findNeededPackages(createAptArchive(context, writeState(join(dir, 'a'))), ['tool']);
    return { found: await found.catch((reason: unknown) => reason as BuildError), calls };
  });

test('findNeededPackages() gives packages and what apt says they need, and nothing that every machine has', async () => {
  const { found, calls } = await needed(() => uris('tool 1.1', 'libc6 1'));
  assert.equal(
    calls.map((argv) => argv.slice(5).join(' ')),
    ['tool'],
  );
  assert.not.instance(found, Error);
  if (found instanceof Error) return;
  assert.equal(
    found.map((item) => `${item.name} ${item.version} ${isLibraryPackage(item)}`),
    ['libc6 1 true', 'tool 1.1 false'],
  );
});

test('findNeededPackages() passes on why apt refuses', async () => {
  const { found } = await needed(() => ({ exitCode: 100, stderr: 'E: Unable to locate package tool\n' }));
  assert.instance(found, Error);
  const [problem] = (found as BuildError).problems;
  assert.is(problem?.code, 'PACKAGE_UNSATISFIED');
  assert.is(problem?.hint, 'apt: Unable to locate package tool');
});

test.run();
