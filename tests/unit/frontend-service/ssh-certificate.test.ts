import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { signHostKey } from '../../../builder/frontend/service/keys/ssh-certificate.ts';
import { makeSshKey, publicLineOf, readSshKey } from '../../../builder/frontend/service/keys/ssh-key.ts';

/** Hands files to a program of OpenSSH, in a folder of their own. */
function withFiles(files: Readonly<Record<string, string>>, work: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-ssh-'));
  try {
    for (const [name, text] of Object.entries(files))
      writeFileSync(join(folder, name), text, { mode: 0o600 });
    work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const sshKeygen = (...argv: string[]): string =>
  execFileSync('ssh-keygen', argv, { encoding: 'utf8', env: { ...process.env, TZ: 'UTC' } });

const test = suite('SSH certificates of hosts');
test('OpenSSH reads what it is, and whose signature', () => {
  const authority = makeSshKey('authority');
  const host = makeSshKey('compute-0-0');
  const certificate = signHostKey({
    authorityKey: authority.privateText,
    hostPublicLine: host.publicLine,
    identity: 'compute-0-0',
    principals: ['compute-0-0', 'compute-0-0.cluster', '10.1.1.2'],
    fromSeconds: 1_700_000_000,
    untilSeconds: 1_707_776_000,
  });
  withFiles(
    { 'host-cert.pub': `${certificate}\n`, 'authority.pub': `${authority.publicLine}\n` },
    (folder) => {
      const said = sshKeygen('-L', '-f', join(folder, 'host-cert.pub'));
      assert.match(said, /Type: ssh-ed25519-cert-v01@openssh\.com host certificate/);
      const fingerprint = / (SHA256:\S+) /.exec(sshKeygen('-l', '-f', join(folder, 'authority.pub')))?.[1];
      assert.ok(fingerprint !== undefined && said.includes(`Signing CA: ED25519 ${fingerprint}`), said);
      assert.match(said, /Key ID: "compute-0-0"/);
      assert.match(said, /Valid: from 2023-11-14T22:13:20 to 2024-02-12T22:13:20/);
      assert.match(
        said,
        /Principals:\s+compute-0-0\s+compute-0-0\.cluster\s+10\.1\.1\.2\s+Critical Options: \(none\)/,
      );
    },
  );
});
test('OpenSSH refuses one that was changed', () => {
  const { privateText, publicLine } = makeSshKey('x');
  const [type, base64 = ''] = signHostKey({
    authorityKey: privateText,
    hostPublicLine: publicLine,
    identity: 'x',
    principals: ['x'],
    fromSeconds: 0,
    untilSeconds: 1,
  }).split(' ');
  const bytes = Buffer.from(base64, 'base64');
  bytes[bytes.length - 100] = bytes[bytes.length - 100]! ^ 1;
  withFiles({ 'x-cert.pub': `${type} ${bytes.toString('base64')}\n` }, (folder) => {
    assert.throws(() =>
      execFileSync('ssh-keygen', ['-L', '-f', join(folder, 'x-cert.pub')], { stdio: 'pipe' }),
    );
  });
});
test('as ssh-keygen makes it, but for the number that is used once, and the signature', () => {
  const authority = makeSshKey('authority');
  const host = makeSshKey('h');
  const ours = signHostKey({
    authorityKey: authority.privateText,
    hostPublicLine: host.publicLine,
    identity: 'h',
    principals: ['h'],
    fromSeconds: 1_700_000_000,
    untilSeconds: 1_707_776_000,
  });
  withFiles({ authority: authority.privateText, 'host.pub': `${host.publicLine}\n` }, (folder) => {
    const when = ['-V', '20231114221320:20240212221320'];
    const names = ['-h', '-I', 'h', '-n', 'h'];
    sshKeygen('-q', '-s', join(folder, 'authority'), ...names, ...when, join(folder, 'host.pub'));
    const theirs = execFileSync('cat', [join(folder, 'host-cert.pub')], { encoding: 'utf8' }).trim();
    const open = (line: string): string => {
      const bytes = Buffer.from(line.split(' ')[1]!, 'base64');
      const nonceAt = 4 + 'ssh-ed25519-cert-v01@openssh.com'.length + 4;
      return Buffer.concat([bytes.subarray(0, nonceAt), bytes.subarray(nonceAt + 32, -64)]).toString('hex');
    };
    assert.is(open(ours), open(theirs));
  });
});
test('what is no key of ours is refused', () => {
  const { privateText, publicLine } = makeSshKey('x');
  assert.is(publicLineOf(privateText), publicLine.split(' ').slice(0, 2).join(' '));
  assert.is(readSshKey(privateText).key.asymmetricKeyType, 'ed25519');
  assert.throws(() => readSshKey('-----BEGIN NONSENSE-----'), /no key of OpenSSH/);
  assert.throws(() => readSshKey(`${privateText.slice(0, 120)}\n-----END`), TypeError);
  assert.throws(
    () =>
      signHostKey({
        authorityKey: privateText,
        hostPublicLine: 'ssh-rsa AAAAB3NzaC1yc2E=',
        identity: 'x',
        principals: [],
        fromSeconds: 0,
        untilSeconds: 1,
      }),
    /not of type ssh-ed25519/,
  );
});
test.run();
