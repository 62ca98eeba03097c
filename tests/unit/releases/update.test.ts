// Time limit: 15 minutes
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { RELEASE_KEYRING } from '../../../builder/model/mod.ts';
import { writeFakeArchive } from '../../fakes/archive.ts';
import { type Ran, runCairn, writeProgram } from '../../fakes/cairn.ts';
import type { FakePackage } from '../../fakes/deb.ts';
import { closeFakeBuild, unpackFakeMedium } from '../build/fake-build.ts';
import { type FakeFrontend, openFakeFrontend } from './made-here.ts';

// A frontend, the mirror that its medium was made from, and the same mirror a month later, with security updates.

const MAIN = resolve('builder/cli/main.ts');
const LOADERS = ['--import', import.meta.resolve('tsx'), '--import', resolve('scripts/ejs-loader.mjs')];
/** Of mmdebstrap the fake archive has enough for nothing: a base is an empty one. */
const NO_MMDEBSTRAP = `[ "$1" != --version ] || exit 0
while [ $# -gt 2 ]; do shift; done
root=$(mktemp -d); mkdir -p "$root/etc" "$root/usr/bin"; : >"$root/etc/machine-id"; echo apt >"$root/usr/bin/apt"
tar -C "$root" -cf "$1" etc usr; rm -r "$root"`;

const needs = (name: string, version: string, ...depends: readonly string[]): FakePackage => ({
  ...{ name, version, fields: { Depends: ['libc6', ...depends].join(', ') } },
});
const BEFORE = [
  needs('tool', '1', 'legacy'),
  needs('legacy', '1'),
  needs('risky', '1'),
  needs('tardy', '2'),
  needs('still', '1'),
];
const AFTER = [needs('tool', '2', 'fresh'), needs('fresh', '1'), needs('risky', '2'), needs('tardy', '1')];
const SECURITY = [needs('risky', '3'), { name: 'base-files', version: '2' }];
const FILES: Readonly<Record<string, string>> = {
  'rolls/base/roll.yaml':
    'name: base\nversion: 1\nappliances:\n  compute: { node: compute }\n  login: { node: login }\n',
  'rolls/base/nodes/compute.xml': '<node><package>tool</package><package>still</package></node>',
  'rolls/base/nodes/login.xml': '<node><package>risky</package><package>tardy</package></node>',
  'rolls/base/graphs/base.xml': '<graph><edge from="login" to="compute"/></graph>',
};

interface Stand extends FakeFrontend {
  readonly cairn: (...words: readonly string[]) => Promise<Ran>;
  readonly first: string;
  readonly PATH: string;
  /** Mirror, and mirror of security updates. */
  readonly later: string;
}

const test = suite<Stand>('cairn release update, with a mirror');
test.before(async (stand) => {
  const frontend = await openFakeFrontend({ packages: BEFORE });
  const { fake, env, write } = frontend;
  const { dir, distro } = fake;
  const roll = readFileSync(join(dir, 'rolls/os/roll.yaml'), 'utf8');
  await write('rolls/os/roll.yaml', roll.replace(/^suites: .*$/m, 'suites: [trixie, trixie-security]'));
  for (const [path, text] of Object.entries(FILES)) await write(path, text);
  const security = async (name: string, packages: readonly FakePackage[]): Promise<string> =>
    (await writeFakeArchive(join(dir, name), distro, packages, 'trixie-security')).mirror;
  const before = `${distro.mirror},${await security('security', [{ name: 'unrelated' }])}`;
  await fake.build({ distro: { mirror: before }, outputDir: join(dir, 'whole') });
  const medium = await unpackFakeMedium(fake, 'whole', 'whole-medium');
  const known = new Set(BEFORE.map(({ name }) => name));
  const others = readdirSync(join(dir, 'fake/debs')).filter(
    (file) => !known.has(file.split('_')[0]!) || file.startsWith('still_'),
  );
  const { mirror } = await writeFakeArchive(
    ...([join(dir, 'later'), distro, AFTER, 'trixie'] as const),
    others.map((file) => join(dir, 'fake/debs', file)),
  );
  const later = `${mirror},${await security('security-later', SECURITY)}`;
  const PATH = await writeProgram(join(dir, 'bin'), 'mmdebstrap', NO_MMDEBSTRAP);
  const cairn: Stand['cairn'] = (...words) => runCairn(words, { env: { ...env, PATH, CAIRN_MIRROR: later } });
  Object.assign(stand, { ...frontend, cairn, later, PATH });
  const key = join(medium, 'cairn', RELEASE_KEYRING);
  const first = idOf(await cairn('release', 'import', medium, '--key', key));
  good(await cairn('release', 'use', first));
  Object.assign(stand, { first });
});
test.after(({ fake }) => closeFakeBuild(fake));

const good = (ran: Ran): string => {
  assert.is(ran.exitCode, 0, `${ran.stdout}\n${ran.stderr}`);
  return ran.stdout;
};
const idOf = (ran: Ran): string => {
  const id = /([0-9a-f]{12}) \(tiny 1\.0\)/.exec(good(ran))?.[1];
  assert.ok(id, ran.stdout);
  return id;
};
const releasesOf = ({ served }: Stand): readonly string[] =>
  readdirSync(join(served, 'releases')).filter((name) => !/^(?:current|\.lock)$/.test(name));

/** What it says at a terminal where somebody types. */
function typeAt({ env, PATH, later }: Stand, typed: string): { said: string; status: number } {
  const command = [process.execPath, ...LOADERS, MAIN, 'release', 'update'].map((word) => `'${word}'`);
  // A width, without which there is room for plain lines alone
  const words = `stty cols 100; ${command.join(' ')}; echo "status $?"`;
  const said = execFileSync('script', ['-qc', words, '/dev/null'], {
    env: { ...process.env, ...env, PATH, CAIRN_MIRROR: later, TERM: 'xterm', NO_COLOR: '1' },
    encoding: 'utf8',
    input: typed,
  });
  return { said, status: Number(/status (\d+)/.exec(said)?.[1]) };
}

/** Real apt, in a machine that has nothing, with a release's distribution alone. */
function simulateInstall({ served, fake }: Stand, id: string, names: readonly string[]): string {
  const root = join(fake.dir, `apt-${id}`);
  for (const path of ['lists/partial', 'cache/archives/partial'])
    mkdirSync(join(root, path), { recursive: true });
  writeFileSync(join(root, 'status'), '');
  const at = join(served, 'releases', id, 'distribution');
  const source = `deb [signed-by=${at}/cairn-archive-keyring.pgp] copy:${at} trixie main\n`;
  writeFileSync(join(root, 'sources.list'), source);
  const settings = {
    ...{ 'Dir::Etc::parts': '/dev/null', 'Dir::Etc::sourceparts': '/dev/null' },
    ...{ 'Dir::Etc::sourcelist': join(root, 'sources.list'), 'Dir::State::Lists': join(root, 'lists') },
    ...{ 'Dir::State::status': join(root, 'status'), 'Dir::Cache': join(root, 'cache') },
    ...{ 'APT::Architecture': 'amd64', 'APT::Sandbox::User': 'root' },
  };
  const options = Object.entries(settings).map(([name, value]) => `-o${name}=${value}`);
  const apt = (...words: readonly string[]): string =>
    execFileSync('apt-get', [...options, ...words], { encoding: 'utf8' });
  apt('-q', 'update');
  // Downloaded too: a list that names what is not there would do for a simulation
  apt('-qy', '--download-only', 'install', ...names);
  return apt('-s', 'install', ...names);
}

test('asks at a terminal, and a no leaves everything as it was', (stand) => {
  const { said, status } = typeAt(stand, 'n\n');
  // The stages as they stand at last, then what changes, then the question: nothing is drawn over another
  const rows = said.replaceAll('\r', '').replaceAll(/\u001b\[[\d;?]*[A-Za-z]/g, '');
  assert.match(rows, /Resolve dependencies: \d+ packages[^\n]*\n(?:.*\n)?CHANGE +PACKAGE/);
  for (const row of [
    /^up +base-files +1 +2 +security +compute login$/m,
    /^new +fresh +- +1 +- +compute login$/m,
    /^gone +legacy +1 +- +- +compute login$/m,
    /^up +risky +1 +3 +security +login$/m,
    /^down +tardy +2 +1 +- +login$/m,
    /^up +tool +1 +2 +- +compute login$/m,
  ])
    assert.match(rows, row);
  assert.not.match(rows, /still/);
  assert.match(rows, /^6 packages, of these 2 from security$/m);
  assert.match(rows, /Build a release with these\? \[y\/N\]/);
  assert.is(status, 0);
  assert.equal(releasesOf(stand), [stand.first]);
});

test('--yes makes a release of it, whole, that machines install from', async (stand) => {
  const { cairn, first, served } = stand;
  const ran = await cairn('release', 'update', '--yes');
  const second = idOf(ran);
  assert.match(ran.stdout, /^up +risky +1 +3 +security +login$/m, 'it is shown all the same');
  assert.equal([...releasesOf(stand)].sort(), [first, second].sort());
  assert.is(readlinkSync(join(served, 'releases/current')), first, 'nobody gets it yet');
  good(await cairn('release', 'verify', second));
  good(await cairn('release', 'use', second));
  assert.match(good(await cairn('release', 'list')), new RegExp(`^${second} +tiny 1\\.0 +in use`, 'm'));
  const installed = simulateInstall(stand, second, ['tool', 'still', 'risky', 'tardy']);
  for (const [name, version] of Object.entries({ tool: '2', fresh: '1', risky: '3', tardy: '1', still: '1' }))
    assert.match(installed, new RegExp(`^Inst ${name} \\(${version} `, 'm'));
  assert.not.match(installed, /legacy/);
  // The older one is what it was
  good(await cairn('release', 'verify', first));
  assert.match(simulateInstall(stand, first, ['tool']), /^Inst legacy \(1 /m);
});

test('says that nothing is newer, and without a mirror what to name', async ({ cairn, env, PATH }) => {
  assert.match(good(await cairn('release', 'update', '--yes')), 'The mirror has nothing newer');
  const none = await runCairn(['release', 'update', '--yes'], { env: { ...env, PATH } });
  assert.is(none.exitCode, 3);
  assert.match(none.stderr, /no mirror to update from[\s\S]+CAIRN_MIRROR=URL/);
});

test.run();
