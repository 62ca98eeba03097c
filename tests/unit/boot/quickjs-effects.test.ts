import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { buildEngine } from '../../qjs/build-engine.ts';
import { findQjs } from '../../qjs/fetch-qjs.ts';

/** The installer's log and its input are where they are: in memory of this test's own, where that can be had. */
const OWN_PLACES =
  'mount -t tmpfs none /run && mkdir -p /var/log && mount -t tmpfs none /var/log && exec "$@"';
const SPACES = [['--mount'], ['--user', '--map-root-user', '--mount']].map((options) => [
  ...['unshare', ...options, 'sh', '-c', OWN_PLACES, 'sh'],
]);

function findSpace(): readonly string[] {
  const works = ([program, ...words]: readonly string[]): boolean =>
    spawnSync(program!, [...words, 'true']).status === 0;
  return SPACES.find(works) ?? [];
}

const test = suite('the effects of the installer, under QuickJS');
let folder = '';
let seen: Readonly<Record<string, unknown>> = {};

test.before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cairn-effects-'));
  const runner = resolve('tests/unit/boot/effects-runner.mjs');
  const effects = await buildEngine('effects');
  const [program, ...words] = [...findSpace(), ...(await findQjs()), '--std', runner, effects, folder];
  const out = execFileSync(program!, words, {
    encoding: 'utf8',
    // No terminal, and a variable that the installer's programs must not see
    env: { ...process.env, DEBCONF_REDIR: '1' },
  });
  seen = JSON.parse(out) as typeof seen;
});
test.after(() => rmSync(folder, { recursive: true }));

test('files are written whole, with their mode, in folders that are made', () => {
  assert.equal(
    [seen['mode'], seen['written'], seen['beside'], seen['appended']],
    [0o600, 'two ü\n', ['file'], 'ab'],
  );
});
test('folders are listed sorted, without dot files; one that is not there is empty', () => {
  assert.equal(seen['list'], [['a', 'b', 'log'], []]);
});
test('what cannot be written or renamed is said', () => {
  assert.equal(seen['exists'], [false, true, false]);
  assert.match(seen['notRenamed'] as string, /^Cannot put ".*none" in the place of ".*b"$/);
  assert.match(seen['notWritten'] as string, /^Cannot write ".*below"$/);
});
test('files are read to their end, whatever size they claim; one that is not there is undefined', () => {
  assert.equal([seen['uptime'], seen['missing']], [true, true]);
  assert.equal(seen['bytes'], ['0123', '89', '', true]);
});
test('a part of a file is hashed while it is read; one that ends before has no hash', () => {
  const sum = createHash('sha256').update('234').digest('hex');
  assert.equal(seen['hashes'], [sum, true, true, 3]);
});
test('programs run to their end, without a shell: status, 128 + signal, 127', () => {
  assert.equal(seen['status'], [3, 137, 127, 0]);
  assert.equal(seen['lines'], ['one', 'two']);
  assert.match(seen['log'] as string, 'wrong');
  assert.equal(seen['output'], ['$HOME *', 0o600]);
});
test('programs have a few variables and what they are given, and no input', () => {
  const names = (seen['environment'] as string[]).map((line) => line.split('=')[0]);
  assert.ok((seen['environment'] as string[]).includes('CAIRN_X=y z'));
  assert.not.ok(names.includes('DEBCONF_REDIR'));
  assert.not.ok(names.includes('NODE_OPTIONS'));
  assert.equal(seen['silence'], []);
});
test('text of any length is given to a program, and is nowhere afterwards', () => {
  assert.equal([seen['fed'], seen['inputLeft']], ['200000', false]);
});
test('a pipe has the status of the consumer, else that of the producer', () => {
  assert.equal([seen['pipes'], seen['piped']], [[0, 4, 5], 'through']);
});
test('a program that is started goes on; bytes are random', () => {
  assert.equal([seen['started'], seen['random']], [true, [64, true, true]]);
});
test.run();
