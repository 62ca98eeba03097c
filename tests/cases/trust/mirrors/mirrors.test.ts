import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { renderBuildPlan } from '../../../../builder/build/mod.ts';
import { signText } from '../../../../builder/distro/repository/site-key.ts';
import { type Run, run } from '../../../../builder/io/mod.ts';
import type { BuildError } from '../../../../builder/model/mod.ts';
import { type MirrorFault, openOddMirror } from '../../../fakes/odd-mirror.ts';
import { closeFakeBuild, type FakeBuild, openFakeBuild } from '../../../unit/build/fake-build.ts';

// Mirrors that are down, slow, closed, or lie: each fault is told apart from the others, none is waited for.

const test = suite<{ fake: FakeBuild }>('a mirror with one fault');
test.before(async (context) => {
  context.fake = await openFakeBuild();
});
test.after(({ fake }) => closeFakeBuild(fake));

/** Builds from the mirror, with nothing in the cache but what is kept. */
async function failureFrom(fake: FakeBuild, fault: MirrorFault, only?: RegExp) {
  const mirror = await openOddMirror(join(fake.dir, 'fake/archive'), fault, only);
  rmSync(join(fake.dir, 'cache'), { recursive: true, force: true });
  try {
    const isQuiet = fault === 'silent' || fault === 'drip';
    const distro = { mirror: mirror.address, patienceMs: isQuiet ? 5000 : 120_000 };
    const error = await fake.build({ distro, dryRun: only === undefined }).then(
      () => undefined,
      (reason: unknown) => reason as BuildError,
    );
    return { error, asked: mirror.asked };
  } finally {
    mirror.stop();
  }
}

test('without a fault it is taken', async ({ fake }) => {
  assert.is((await failureFrom(fake, 'none')).error, undefined);
});

const LISTS: readonly (readonly [MirrorFault, RegExp])[] = [
  ['silent', /sent next to nothing for 5 seconds[\s\S]*Check the network/],
  ['drip', /sent next to nothing for 5 seconds[\s\S]*Check the network/],
  ['login', /mirror wants another name and password/],
  ['forbidden', /The mirror forbids it/],
  ['portal', /A web page came/],
  ['redirect-file', /has no such lists/],
  ['unsigned', /gives no signature/],
  ['forged', /The signature does not fit/],
];
for (const [fault, words] of LISTS) {
  test(`lists: ${fault}`, async ({ fake }) => {
    const { error } = await failureFrom(fake, fault);
    assert.is(error?.code, 'APT_UPDATE');
    assert.is(error?.exitCode, 3);
    assert.match(error?.message ?? '', words);
  });
}

const isGivenUp = (fault: MirrorFault): boolean => fault === 'silent' || fault === 'drip';

const FILES: readonly (readonly [MirrorFault, RegExp])[] = [
  ['silent', /sent next to nothing for 5 seconds/],
  ['drip', /sent next to nothing for 5 seconds/],
  ['login', /wants a name and a password, or other ones \(401\)/],
  ['forbidden', /the server forbids it \(403\)/],
  ['portal', /a web page came instead/],
  ['redirect-file', /EREDIRECT/],
  ['redirect-loop', /EREDIRECT/],
  ['busy', /the server answered 503/],
  ['wrong', /its SHA-256 is not the expected one/],
];
for (const [fault, words] of FILES) {
  test(`packages: ${fault}`, async ({ fake }) => {
    const { error, asked } = await failureFrom(fake, fault, /\.deb$/);
    assert.is(error?.code, 'DOWNLOAD_FAILED');
    assert.is(error?.exitCode, 3);
    assert.is(error?.problems.length, 1, 'one message, however many packages there are');
    assert.match(error?.message ?? '', words);
    const files = asked.filter((path) => path.endsWith('.deb'));
    if (isGivenUp(fault)) assert.ok(files.length <= 8, 'one that has nothing to say is not asked for all');
  });
}

/** Nothing of this machine's apt is followed. */
const withoutSettings =
  (fake: FakeBuild): Run =>
  (argv, options) =>
    argv[0] === 'apt-config' ? run(['true'], options) : fake.distro.run(argv, options);

const DATES: readonly (readonly [string, string, RegExp])[] = [
  [
    'Valid-Until: Mon, 01 Jan 2024 00:00:00 UTC',
    'a mirror copied long ago',
    /Acquire::Check-Valid-Until "false"/,
  ],
  ['Date: Thu, 01 Jan 2099 00:00:00 UTC', "a machine's clock that is behind", /clock is behind/],
];
for (const [field, what, words] of DATES) {
  test(`lists: ${what}`, async ({ fake }) => {
    const folder = join(fake.dir, `dated-${field.slice(0, 4)}`);
    cpSync(join(fake.dir, 'fake/archive'), folder, { recursive: true });
    const suiteDir = join(folder, 'dists/trixie');
    const text = readFileSync(join(suiteDir, 'Release'), 'utf8');
    const dated = field.startsWith('Date') ? text.replace(/^Date: .*$/m, field) : `${field}\n${text}`;
    const { inline } = await signText(fake.distro, dated, 1_700_000_001);
    rmSync(join(suiteDir, 'InRelease'));
    writeFileSync(join(suiteDir, 'InRelease'), inline);
    rmSync(join(fake.dir, 'cache'), { recursive: true, force: true });
    const distro = { mirror: `copy:${folder}`, run: withoutSettings(fake) };
    const error = await fake.build({ distro, dryRun: true }).then(
      () => assert.unreachable('its date is wrong') as never,
      (reason: unknown) => reason as BuildError,
    );
    assert.is(error.code, 'APT_UPDATE');
    assert.match(error.message, words);
  });
}

test('a mirror in a folder is read by its address', async ({ fake }) => {
  rmSync(join(fake.dir, 'cache'), { recursive: true, force: true });
  const mirror = `file:${join(fake.dir, 'fake/archive')}`;
  const { made } = await fake.build({ distro: { mirror } });
  assert.ok(made);
});

test("what this machine's apt is told to check less is in the plan", async ({ fake }) => {
  const folder = join(fake.dir, 'etc');
  mkdirSync(join(folder, 'sources.list.d'), { recursive: true });
  writeFileSync(
    join(folder, 'sources.list.d/shop.list'),
    'deb [trusted=yes] http://shop.example stable main\n',
  );
  writeFileSync(join(folder, 'sources.list.d/old.sources'), 'Types: deb\nCheck-Valid-Until: no\n');
  const weak = [
    ['Acquire::Check-Valid-Until', 'false'],
    ['Acquire::Check-Date', 'true'],
    ['Acquire::AllowInsecureRepositories', 'true'],
    ['Acquire::https::shop.example::Verify-Peer', 'false'],
    ['Dir::Etc', folder],
  ].map(([name, value]) => `${name} "${value}";\n`);
  const config: Run = async (argv, options) =>
    argv[0] === 'apt-config' ? run(['printf', '%s', weak.join('')], options) : fake.distro.run(argv, options);
  const { plan } = await fake.build({ dryRun: true, distro: { run: config } });
  assert.equal(
    plan.cautions.map((line) => line.replaceAll(folder, 'ETC')),
    [
      'Acquire::Check-Valid-Until "false" of this machine\'s apt: lists may be older than they say (followed)',
      'Acquire::AllowInsecureRepositories "true" of this machine\'s apt: lists need no signature (not followed here)',
      'Acquire::https::shop.example::Verify-Peer "false" of this machine\'s apt: any server is believed (followed)',
      'Check-Valid-Until: no in ETC/sources.list.d/old.sources (not followed here)',
      'trusted=yes in ETC/sources.list.d/shop.list (not followed here)',
    ],
  );
  assert.match(
    renderBuildPlan(plan),
    /Checks of the mirror that are weakened\n {2}Acquire::Check-Valid-Until/,
  );
});

test.run();
