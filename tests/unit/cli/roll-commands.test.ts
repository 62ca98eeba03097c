import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../../../builder/io/mod.ts';
import { type Ran, runCairn, writeProgram } from '../../fakes/cairn.ts';

const test = suite<{ dir: string; roll: string; cairn: (...args: readonly string[]) => Promise<Ran> }>(
  'cairn roll and cairn media',
);
test.before.each(async (context) => {
  context.dir = await mkdtemp(join(tmpdir(), 'cairn-roll-'));
  const env = {
    CAIRN_CACHE: join(context.dir, 'cache'),
    GNUPGHOME: join(context.dir, 'gnupg'),
    CAIRN_KEYS: join(context.dir, 'keys'),
  };
  context.cairn = (...args) => runCairn(args, { env });
  context.roll = join(context.dir, 'demo');
  assert.is((await context.cairn('roll', 'create', context.roll)).exitCode, 0);
});
test.after.each(({ dir }) => rm(dir, { recursive: true }));

test('list: the rolls of a folder, or those that come with Cairn; one that is broken is named', async (stand) => {
  const { cairn, dir, roll } = stand;
  assert.match((await cairn('roll', 'list')).stdout, /^base +\d/m);
  assert.match((await cairn('roll', 'list', dir)).stdout, /^demo +\S+ +\S/m);
  const [demo] = JSON.parse((await cairn('roll', 'list', dir, '--json')).stdout) as [Record<string, unknown>];
  assert.is(demo['name'], 'demo');
  assert.equal(demo['appliances'], ['demo']);
  await writeFile(join(roll, 'roll.yaml'), 'name: [');
  const broken = await cairn('roll', 'list', dir);
  assert.is(broken.exitCode, 1);
  assert.match(broken.stderr, `${roll}/roll.yaml:`);
  assert.is((await cairn('roll', 'list', join(dir, 'nowhere'))).exitCode, 1);
});

test('build: a roll without packages says so; one with a small tree gives a .deb', async ({
  cairn,
  dir,
  roll,
}) => {
  const output = join(dir, 'debs');
  await rm(join(roll, 'packages'), { recursive: true, force: true });
  const none = await cairn('roll', 'build', roll, '--output', output);
  assert.match(none.stdout, 'has no packages to build');
  await run(['mkdir', '-p', join(roll, 'packages/tool')]);
  await writeFile(join(roll, 'packages/tool/package.yaml'), 'summary: T\nfiles: { /usr/bin/tool: tool }\n');
  await writeFile(join(roll, 'packages/tool/tool'), '#!/bin/sh\n');
  const { stdout } = await cairn('roll', 'build', roll, '--output', output, '--epoch', '1700000000');
  assert.is(stdout.trim(), join(output, readdirSync(output)[0]!));
  assert.is((await cairn('roll', 'build', roll, '--epoch', 'now')).exitCode, 2);
});

test('pack, sign, verify with a key, import: a roll goes to another folder', async ({ cairn, dir, roll }) => {
  const home = join(dir, 'gnupg');
  await run(['mkdir', '-m', '700', home]);
  const gpg = [
    'gpg',
    '--homedir',
    home,
    '--batch',
    '--quiet',
    '--pinentry-mode',
    'loopback',
    '--passphrase',
    '',
  ];
  await run([...gpg, '--quick-generate-key', 'Roll maker', 'ed25519', 'sign', 'never']);
  await run([...gpg, '--output', join(dir, 'key.pgp'), '--export', 'Roll maker']);
  const archive = join(dir, 'demo.tar');
  assert.match(
    (await cairn('roll', 'pack', roll, '--output', archive)).stdout,
    /^[0-9a-f]{64} {2}\S+demo\.tar\n$/,
  );
  const unsigned = await cairn('roll', 'verify', archive, '--key', join(dir, 'key.pgp'));
  assert.is(unsigned.exitCode, 1);
  assert.is((await cairn('roll', 'sign', archive)).exitCode, 0);
  const verified = await cairn('roll', 'verify', archive, '--key', join(dir, 'key.pgp'));
  assert.match(verified.stdout, /contents as in the manifest, signed by Roll maker [0-9A-F]{40}/);
  const folder = await cairn('roll', 'sign', roll);
  assert.is(folder.exitCode, 2);
  assert.match(folder.stderr, `cairn roll pack --sign ${roll}`);
  const stranger = await cairn('roll', 'import', archive, '--into', join(dir, 'rolls'));
  assert.is(stranger.exitCode, 1, 'nobody has said yet that this key is trusted');
  const [, fingerprint] = /Nobody here trusts who signed it: ([0-9A-F]{40}) \(Roll maker\)/.exec(
    stranger.stderr,
  )!;
  assert.match(stranger.stderr, `cairn roll trust ${archive} --key ${fingerprint}`);
  assert.not.ok(existsSync(join(dir, 'rolls')));
  assert.is((await cairn('roll', 'verify', archive)).exitCode, 1);
  assert.match((await cairn('roll', 'check', archive)).stderr, 'warning: Roll "demo": Nobody here trusts');
  const blind = await cairn('roll', 'trust', archive);
  assert.is(blind.exitCode, 2, 'a key that comes along is not trusted for that');
  assert.match(blind.stderr, fingerprint!);
  assert.is((await cairn('roll', 'trust', archive, '--key', '0'.repeat(40))).exitCode, 1);
  assert.is((await cairn('roll', 'trust')).stdout, '');
  const words = fingerprint!.replaceAll(/(.{4})/g, '$1 ').toLowerCase();
  const trusted = await cairn('roll', 'trust', archive, '--key', words);
  assert.is(trusted.stdout, `Trusted: ${fingerprint} (Roll maker)\n`);
  assert.is((await cairn('roll', 'trust')).stdout, `${fingerprint} (Roll maker)\n`);
  assert.match((await cairn('roll', 'verify', archive)).stdout, `signed by Roll maker ${fingerprint}`);
  const imported = await cairn('roll', 'import', archive, '--into', join(dir, 'rolls'));
  assert.match(imported.stdout, 'rolls/demo: demo ');
  assert.ok(existsSync(join(dir, 'rolls/demo/roll.yaml')));
  await run(['gpgconf', '--homedir', home, '--kill', 'all']);
  assert.is((await cairn('roll', 'trust', fingerprint!, '--remove')).exitCode, 0);
  assert.is((await cairn('roll', 'trust', fingerprint!, '--remove')).exitCode, 2);
  assert.is((await cairn('roll', 'verify', archive)).exitCode, 1);
  assert.is((await cairn('roll', 'trust', join(dir, 'key.pgp'))).stdout, trusted.stdout);
});

test('import: an archive that nobody signed needs a word, and what is there may not be changed in silence', async (stand) => {
  const { cairn, dir, roll } = stand;
  const archive = join(dir, 'demo.tar');
  assert.is((await cairn('roll', 'pack', roll, '--output', archive)).exitCode, 0);
  const into = join(dir, 'rolls');
  const refused = await cairn('roll', 'import', archive, '--into', into);
  assert.is(refused.exitCode, 1);
  assert.match(refused.stderr, 'Roll "demo" is an archive that nobody signed');
  assert.match(refused.stderr, `cairn roll import ${archive} --unsigned`);
  assert.match((await cairn('roll', 'verify', archive)).stdout, 'nobody signed it');
  assert.is((await cairn('roll', 'import', archive, '--into', into, '--unsigned')).exitCode, 0);
  assert.is((await cairn('roll', 'check', join(into, 'demo'))).exitCode, 0);
  await writeFile(join(into, 'demo/nodes/demo.xml'), '<node/>');
  const changed = await cairn('roll', 'check', join(into, 'demo'));
  assert.is(changed.exitCode, 1);
  assert.match(changed.stderr, '"nodes/demo.xml" has another content');
  assert.match(changed.stderr, 'remove roll.manifest*');
  await rm(join(into, 'demo/roll.manifest'));
  assert.is((await cairn('roll', 'check', join(into, 'demo'))).exitCode, 0);
});

/** The head of an ISO image of 18 blocks, which says so. */
function encodeImage(): Uint8Array {
  const bytes = Buffer.alloc(18 * 2048, 'image');
  bytes.fill(0, 16 * 2048, 17 * 2048);
  bytes[16 * 2048] = 1;
  bytes.write('CD001', 16 * 2048 + 1);
  bytes.writeUInt32LE(18, 16 * 2048 + 80);
  bytes.writeUInt16LE(2048, 16 * 2048 + 128);
  return bytes;
}

test('media burn: what is on the disk is shown, it is overwritten and compared', async ({ dir }) => {
  const [image, stick] = [join(dir, 'x.iso'), join(dir, 'stick')];
  await writeFile(image, encodeImage());
  await writeFile(stick, Buffer.alloc(64 * 1024));
  const device = { path: stick, size: 65_536, rm: true, hotplug: true, ro: false, type: 'disk', vendor: 'V' };
  const about = { ...device, model: 'Stick', fstype: 'vfat', label: 'PHOTOS', mountpoints: [null] };
  const lsblk = (more: object) =>
    writeProgram(
      join(dir, 'bin'),
      'lsblk',
      `cat <<'END'\n${JSON.stringify({ blockdevices: [{ ...about, ...more }] })}\nEND`,
    );
  const burn = async (more: object, ...words: string[]) =>
    runCairn(['media', 'burn', image, stick, ...words], { env: { PATH: await lsblk(more) } });
  const mounted = await burn({ mountpoints: ['/media/photos'] }, '--yes');
  assert.is(mounted.exitCode, 1);
  assert.match(mounted.stderr, 'is in use');
  const asked = await burn({});
  assert.is(asked.exitCode, 2);
  assert.match(asked.stderr, 'Add --yes');
  assert.is(readFileSync(stick).indexOf('image'), -1);
  assert.match((await burn({}, '--yes', '--size', 'big')).stderr, 'Bad size "big"');
  const { exitCode, stdout } = await burn({}, '--yes');
  assert.is(exitCode, 0);
  assert.match(stdout, 'Everything on this disk will be lost:\n');
  assert.match(stdout, 'V Stick');
  assert.match(stdout, `${stick}: written and compared (`);
  assert.equal(readFileSync(stick).subarray(0, 18 * 2048), readFileSync(image));
});

test.run();
