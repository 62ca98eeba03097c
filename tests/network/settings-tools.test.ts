import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { planSettings } from '../../builder/backends/debian/settings.ts';
import { isCalendar } from '../../builder/graph/elements/system/calendar.ts';
import { unitOfFolder } from '../../builder/render/settings/unit-names.ts';
import { SETTINGS_HOST, SETTINGS_NODE } from '../fakes/settings.ts';
import { one, profileOf } from '../unit/graph/ask.ts';

// The real programs read what is written for them: nothing here looks at a text.

const { files, accounts, shell } = planSettings(profileOf(one(SETTINGS_NODE), { host: SETTINGS_HOST }));
const test = suite('what settings come to is taken by the programs that it is for');
let root = '';

/** What a program says, with its errors; fails where it fails. */
function ask(argv: readonly string[], input?: string): string {
  const { status, stdout, stderr } = spawnSync(argv[0]!, argv.slice(1), { encoding: 'utf8', input });
  assert.is(status, 0, `${argv.join(' ')}: ${stderr}`);
  return stdout + stderr;
}

const below = (folder: string): string[] =>
  files.map(({ path }) => path).filter((path) => path.startsWith(folder));

test.before(() => {
  root = mkdtempSync(join(tmpdir(), 'cairn-settings-'));
  for (const { path, text } of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
});
test.after(() => rmSync(root, { recursive: true, force: true }));

test('nftables takes the rules, into the chain that the roll base has', () => {
  const table = 'table inet filter {\n chain cairn {\n }\n}\n';
  const [rules] = files.filter(({ path }) => path.startsWith('/etc/nftables.d/'));
  const file = join(root, 'rules.nft');
  writeFileSync(file, table + rules!.text);
  ask(['nft', '--check', '--file', file]);
});

test('systemd takes the units', () => {
  const units = below('/etc/systemd/system/').map((path) => join(root, path));
  assert.ok(units.length > 8);
  // A user of the unit need not be one of this machine
  const said = ask(['systemd-analyze', 'verify', '--man=no', ...units]);
  assert.is(said, '');
});

test('a folder has the unit that systemd gives it', () => {
  for (const folder of ['/data', '/srv/share-x', '/a/b c/_d.e', '/.hidden/ü'])
    if (/^[\x20-\x7e]+$/.test(folder))
      assert.is(`${unitOfFolder(folder)}\n`, ask(['systemd-escape', '--path', folder]));
});

test('systemd takes every time that is taken here', () => {
  const field = fc.oneof(
    fc.constant('*'),
    fc.integer({ min: 0, max: 70 }).map(String),
    fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 70 })).map(([a, b]) => `${a}..${b}`),
    fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 9 })).map(([a, b]) => `${a}/${b}`),
    fc.constantFrom('1,2', '*/2', '00', '2026', '2026..2030', '12,24/2'),
  );
  const days = fc.constantFrom('', 'Mon ', 'Mon..Fri ', 'sat,sun ', 'Monday-Friday ', 'Fri,Mon..Tue ', 'Mo ');
  const date = fc
    .array(field, { maxLength: 3 })
    .map((parts) => (parts.length < 2 ? '' : `${parts.join('-')} `));
  const time = fc.array(field, { maxLength: 3 }).map((parts) => (parts.length < 2 ? '' : parts.join(':')));
  const zone = fc.constantFrom('', '', ' UTC', ' Europe/Berlin');
  const expression = fc.tuple(days, date, time, zone).map((parts) => parts.join('').trim());
  const taken = fc.sample(expression, { numRuns: 4000, seed: 7 }).filter(isCalendar);
  assert.ok(taken.length > 40, String(taken.length));
  const words = [
    'hourly',
    'daily',
    'weekly',
    'monthly',
    'quarterly',
    'semiannually',
    'annually',
    'yearly',
    'minutely',
  ];
  assert.equal(words.filter(isCalendar), words);
  const argv = ['calendar', '--', ...new Set([...taken, ...words])];
  const { stdout, stderr } = spawnSync('systemd-analyze', argv, { encoding: 'utf8' });
  assert.match(stdout, /Normalized form: \*-\*-\* 00:00:00/);
  // A day that a month does not have is a time all the same
  const refused = stderr.split('\n').filter((line) => line !== '' && !/determine next elapse/.test(line));
  assert.equal(refused, []);
});

test('the programs of the kernel take settings and modules', () => {
  const [sysctls] = below('/etc/sysctl.d/');
  assert.match(ask(['sysctl', '--dry-run', '-p', join(root, sysctls!)]), /vm\.swappiness = 10/);
  const said = ask(['modprobe', '--showconfig', '--config', join(root, '/etc/modprobe.d')]);
  for (const line of [
    'blacklist nouveau',
    'options loop max_loop=8 max_part=4',
    'install nouveau /bin/false',
  ])
    assert.ok(said.split('\n').includes(line), line);
});

test('apt takes the pins', () => {
  const options = ['-o', `Dir::Etc::PreferencesParts=${join(root, '/etc/apt/preferences.d')}`];
  const said = ask(['apt-cache', ...options, 'policy']);
  const [, pinned = ''] = said.split('Pinned packages:');
  assert.match(said, /-1 .*|Package files:/);
  const policy = ask(['apt-cache', ...options, 'policy', 'base-files']);
  assert.match(policy, /base-files:/);
  assert.not.match(`${said}${policy}${pinned}`, /E: |W: /);
});

test('accounts and groups are made with their numbers, again without harm, and not where others have them', () => {
  const script = join(root, 'accounts.sh');
  writeFileSync(script, accounts);
  const memberships = shell.filter((line) => line.startsWith('usermod')).join('\n');
  const work = join(root, 'etc-layer');
  for (const name of ['upper', 'work']) mkdirSync(join(work, name), { recursive: true });
  // A machine's own /etc, and what is written to it is gone with the namespace
  const program = [
    'set -e',
    `mount -t tmpfs tmpfs ${work} && mkdir ${work}/upper ${work}/work`,
    `mount -t overlay -o lowerdir=/etc,upperdir=${work}/upper,workdir=${work}/work overlay /etc`,
    `sh ${script}`,
    `sh ${script}`,
    memberships,
    'getent passwd portal worker; getent group data portal; id -nG portal; getent shadow portal',
    `sed -i s/702/703/ ${script}; sh ${script} 2>&1 && exit 1`,
    `sed -i "s/^cairn_group data 700/cairn_group strangers 700/" ${script}; sh ${script} 2>&1 && exit 1`,
    'true',
  ].join('\n');
  const said = execFileSync('unshare', ['--mount', 'sh', '-c', program], { encoding: 'utf8' });
  assert.equal(
    said
      .trim()
      .split('\n')
      .map((line) => line.replace(/^(portal:!).*/, '$1')),
    [
      "portal:x:701:701:The portal's own:/srv/portal:/usr/sbin/nologin",
      'worker:x:702:700::/nonexistent:/bin/sh',
      'data:x:700:portal',
      'portal:x:701:',
      'portal www-data data',
      'portal:!',
      '"worker" has the number 702, which is to be 703',
      '"data" has the number 700, which is to be that of "strangers"',
    ],
  );
});

test.run();
