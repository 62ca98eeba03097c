import { statSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseUpdateFailure } from '../../../builder/distro/apt/state/update-failure.ts';
import { updateLists } from '../../../builder/distro/apt/state/update-lists.ts';
import { createDistroContext } from '../../../builder/distro/mod.ts';
import { BuildError } from '../../../builder/model/mod.ts';
import { fakeRun, steppingClock } from '../../fakes/io.ts';

const MOVING =
  'E: Failed to fetch http://m/Packages.xz  File has unexpected size. Mirror sync in progress?\n';
const UNTRUSTED = 'W: GPG error: http://m trixie InRelease: Missing key ABC\nE: Not signed\nReading lists\n';
const DOWN = 'W: Failed to fetch http://m/InRelease  Could not connect\n';

/** Runs an update whose attempts end with these messages; an empty one succeeds. */
async function update(attempts: readonly string[], mirrors: readonly string[] = ['http://a']) {
  const folder = await mkdtemp(join(tmpdir(), 'cairn-update-'));
  const left = [...attempts];
  const { run, calls } = fakeRun((argv) => {
    if (argv[1] !== 'update') return '';
    const stderr = left.shift() ?? '';
    return { exitCode: stderr === '' ? 0 : 100, stderr };
  });
  const clock = steppingClock(0);
  const keyring = join(folder, 'test.gpg');
  await writeFile(keyring, '');
  const os = { id: 'debian-13', codename: 'trixie', suites: ['trixie'], components: ['main'], keyring };
  const context = createDistroContext({ run, clock, cacheDir: folder });
  try {
    const failure = await updateLists(context, folder, os, 'amd64', { archive: mirrors, security: [] }).then(
      () => undefined,
      (error: unknown) => error,
    );
    const updates = calls.filter((argv) => argv[1] === 'update').length;
    const modeOf = (name: string): number => statSync(join(folder, 'work', name)).mode & 0o777;
    const modes = { 'apt.conf': modeOf('apt.conf'), 'archive.sources': modeOf('archive.sources') };
    return { failure, updates, slept: clock.slept, modes };
  } finally {
    await rm(folder, { recursive: true });
  }
}

const test = suite('reading the lists of a mirror');

test("apt's words about a failed update have a kind", () => {
  assert.is(parseUpdateFailure(MOVING).kind, 'moving');
  assert.is(parseUpdateFailure('E: Hash Sum mismatch').kind, 'moving');
  assert.equal(parseUpdateFailure(UNTRUSTED), {
    kind: 'untrusted',
    lines: ['W: GPG error: http://m trixie InRelease: Missing key ABC', 'E: Not signed'],
  });
  assert.is(parseUpdateFailure(DOWN).kind, 'other');
});

const LOGIN = [
  'E: Failed to fetch http://ci+bot:p%40ss%3Aw0rd@m/dists/trixie/InRelease  401  Unauthorized [IP: 192.0.2.1 80]',
  "E: The repository 'http://ci+bot:p%40ss%3Aw0rd@m trixie InRelease' is not signed.",
].join('\n');

test('a wrong login of a mirror is a matter of logins, and its password is in no message', async () => {
  const kindOf = (status: string): string =>
    parseUpdateFailure(LOGIN.replace('401  Unauthorized', status)).kind;
  assert.is(kindOf('401  Unauthorized'), 'login');
  assert.is(kindOf('403  Forbidden'), 'forbidden');
  assert.is(kindOf('407  Proxy Authentication Required'), 'proxy-login');
  const mirrors = ['http://ci+bot:p%40ss%3Aw0rd@m', 'http://ci+bot:p%40ss%3Aw0rd@n'];
  const { failure } = await update([LOGIN, LOGIN], mirrors);
  const text = `${String(failure)} ${JSON.stringify((failure as BuildError).problems)}`;
  assert.match(text, /http:\/\/ci\+bot:\*\*\*@m\/dists.*auth\.conf\.d/s);
  assert.not.match(text, /w0rd|keyring/);
});

test('settings and sources of apt are for their owner alone, whatever the umask', async () => {
  const { modes } = await update([''], ['http://ci:secret@m']);
  assert.equal(modes, { 'apt.conf': 0o600, 'archive.sources': 0o600 });
});

test('a mirror that is being updated is waited for', async () => {
  const { failure, updates, slept } = await update([MOVING, MOVING, '']);
  assert.is(failure, undefined);
  assert.is(updates, 3);
  assert.equal(slept, [15_000, 15_000]);
});

test('another failure is not waited for; the next address is asked at once', async () => {
  assert.is((await update([DOWN, ''], ['http://a', 'http://b'])).failure, undefined);
  const { failure, updates, slept } = await update([DOWN]);
  assert.ok(failure instanceof BuildError);
  assert.is(failure.code, 'APT_UPDATE');
  assert.match(failure.message, /Could not connect[\s\S]*Check the network/);
  assert.equal([updates, slept], [1, []]);
});

test('a key that is missing is told with the package that may bring it', async () => {
  const { failure } = await update([UNTRUSTED]);
  assert.match(String(failure), /apt-get install --only-upgrade/);
});

test.run();
