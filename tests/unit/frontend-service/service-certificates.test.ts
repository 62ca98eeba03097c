import { execFile, execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { debian } from '../../../builder/backends/debian/debian.ts';
import { planInstallation } from '../../../builder/backends/mod.ts';
import { ensureCertificateAuthority } from '../../../builder/frontend/service/authority/certificate-authority.ts';
import { signRequest } from '../../../builder/frontend/service/authority/openssl-ca.ts';
import { ensureAuthority, nowInSeconds } from '../../../builder/frontend/service/keys/certify-host.ts';
import { makeSshKey, publicLineOf } from '../../../builder/frontend/service/keys/ssh-key.ts';
import { isSignedText, signText } from '../../../builder/frontend/service/keys/ssh-signature.ts';
import { LOCAL, MAC, type TestService, withService } from '../../fakes/frontend-service.ts';
import { one, profileOf } from '../graph/ask.ts';

// The program is the one that machines have, and so are openssl and ssh-keygen.

/** The machine that the tests run on plays the host: certificates are for what `uname` says. */
const NAME = hostname();
const HOST_KEY = '/etc/ssh/ssh_host_ed25519_key';

const NODE = `<package>openssl</package>
<certificate service="web" names="portal.example.org" restart="web.service"/>
<certificate service="ca" authority="yes"/><trust restart="tomcat.service"/>`;

/** Asks as root of the host would, through nginx, which says from where. */
const ASK = `use IO::Socket::UNIX;
sub ask_frontend {
  my ($frontend, $port, $what, $rest) = @_;
  my $name = $ENV{ASK_AS} // (POSIX::uname())[1];
  my $from = $ENV{ASK_FROM} // '${LOCAL}';
  my $socket = IO::Socket::UNIX->new(Peer => $ENV{DOOR}) or return ('', '');
  print $socket "GET /boot/$what/$name/$rest HTTP/1.0\\r\\nX-Cairn-Client: $from\\r\\nX-Cairn-Port: 700\\r\\n\\r\\n";
  local $/;
  my ($head, $text) = split /\\r\\n\\r\\n/, <$socket> // '', 2;
  my ($line) = split /\\r\\n/, $head // '';
  return ($line // '', $text // '');
}
1;
`;

interface Machine {
  readonly root: string;
  readonly renew: (env?: Record<string, string>) => Promise<{ code: number; said: string }>;
  readonly read: (path: string) => string;
  readonly openssl: (...argv: string[]) => string;
  readonly units: () => string;
}

/** A machine that was installed: with its SSH key, and the cluster's authority over such keys. */
async function withMachine(work: (machine: Machine, it: TestService) => Promise<void>): Promise<void> {
  await withService(async (it) => {
    const root = mkdtempSync(join(tmpdir(), 'cairn-machine-'));
    const write = (path: string, text: string, mode = 0o644): void => {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
      chmodSync(join(root, path), mode);
    };
    try {
      await it.writeNode(NODE);
      const key = makeSshKey(NAME).privateText;
      it.state.add({ name: NAME, appliance: 'compute', macs: [MAC], address: LOCAL, bootAction: 'os' });
      await it.state.recordReport(NAME, { event: 'finished' });
      await it.state.putKeys([{ host: NAME, name: HOST_KEY, value: key }]);
      write(HOST_KEY, key, 0o600);
      const authority = publicLineOf(await ensureAuthority(it.context));
      write('/etc/ssh/ssh_known_hosts', `@cert-authority * ${authority} cluster\n`);
      write('/usr/lib/cairn/ask-frontend.pl', ASK);
      write('/run/x', '');
      const host = { frontend_hostname: 'frontend' };
      const { plan } = planInstallation(debian, profileOf(one(NODE), { host }));
      for (const { path, mode, text } of plan.settings.files) write(path, text, mode);
      write(
        '/bin/systemctl',
        `#!/bin/sh\necho "$@" >> ${root}/systemctl.log\ncat ${root}/said-of-units\n`,
        0o755,
      );
      write('/said-of-units', 'ActiveState=active\nCanReload=yes\n');
      const env = {
        ...process.env,
        PATH: `${root}/bin:${process.env['PATH']}`,
        CAIRN_ROOT: root,
        CAIRN_WAIT: '0',
        DOOR: it.service.sockets.http,
      };
      const folder = join(root, 'etc/cairn/certificates');
      await work(
        {
          root,
          renew: (more = {}) =>
            new Promise((resolve) => {
              const program = join(root, 'usr/lib/cairn/renew-certificates');
              execFile('perl', [program], { env: { ...env, ...more } }, (error, stdout, stderr) =>
                resolve({ code: error === null ? 0 : Number(error.code), said: stdout + stderr }),
              );
            }),
          read: (path) => readFileSync(join(folder, path), 'utf8'),
          openssl: (...argv) =>
            execFileSync('openssl', argv, { cwd: folder, encoding: 'utf8', stdio: 'pipe' }),
          units: () => {
            const log = join(root, 'systemctl.log');
            const said = existsSync(log) ? readFileSync(log, 'utf8') : '';
            rmSync(log, { force: true });
            return said
              .split('\n')
              .filter((line) => line.startsWith('--no-block'))
              .join('\n');
          },
        },
        it,
      );
    } finally {
      rmSync(root, { recursive: true });
    }
  });
}

/** Seconds since 1970 that no list was made at yet. */
const FAR = 4_000_000_000;
const VERIFY = ['verify', '-CAfile', 'ca.pem', '-CRLfile', 'crl.pem', '-crl_check'];

/** What the first run of the program says. */
const FIRST = { code: 0, said: 'New certificate for web\nNew certificate for ca\n' };

const test = suite('certificates of services');

test('a machine has a key of its own and a certificate for its names, for servers alone', () =>
  withMachine(async ({ root, renew, read, openssl, units }, it) => {
    assert.equal(await renew(), FIRST, it.reports.join('\n'));
    const verified = openssl(
      ...VERIFY,
      '-purpose',
      'sslserver',
      '-untrusted',
      'web/chain.pem',
      'web/chain.pem',
    );
    assert.match(verified, /: OK/);
    for (const name of [NAME, `${NAME}.cluster`, 'portal.example.org'])
      assert.match(openssl('verify', '-CAfile', 'ca.pem', '-verify_hostname', name, 'web/chain.pem'), /OK/);
    assert.match(openssl('verify', '-CAfile', 'ca.pem', '-verify_ip', LOCAL, 'web/chain.pem'), /OK/);
    const other = ['verify', '-CAfile', 'ca.pem', '-verify_hostname', 'frontend', 'web/chain.pem'];
    assert.throws(() => openssl(...other), /hostname mismatch/);
    const asPerson = ['verify', '-CAfile', 'ca.pem', '-purpose', 'sslclient', 'web/chain.pem'];
    assert.throws(() => openssl(...asPerson), /unsuitable certificate purpose/);
    assert.is(
      openssl('x509', '-in', 'web/chain.pem', '-noout', '-subject').trim(),
      `subject=CN = ${NAME}`.replace(/ = /, openssl('version').startsWith('OpenSSL 3.0') ? ' = ' : '='),
    );
    const folder = join(root, 'etc/cairn/certificates');
    assert.is(statSync(join(folder, 'web/key.pem')).mode & 0o777, 0o600);
    for (const open of ['web/chain.pem', 'ca.pem', 'crl.pem'])
      assert.is(statSync(join(folder, open)).mode & 0o777, 0o644, open);
    assert.is(
      units(),
      '--no-block reload-or-restart tomcat.service\n--no-block reload-or-restart web.service',
    );
    const [stored] = (await it.state.listCertificates()).filter(({ service }) => service === 'web');
    assert.is(stored!.untilSeconds - stored!.fromSeconds, 91 * 86_400);
    // Nothing is due
    const chain = read('web/chain.pem');
    assert.equal(await renew(), { code: 0, said: '' });
    assert.is(read('web/chain.pem'), chain);
    assert.is(units(), '');
    // Its key was changed, or another name is asked for
    writeFileSync(join(folder, 'web/key.pem'), read('ca/key.pem'));
    assert.equal(await renew(), { code: 0, said: 'New certificate for web\n' });
    assert.is.not(read('web/chain.pem'), chain);
  }));

test('a frontend that is away for an hour is no failure of the machine; one that was not heard of for a day is', () =>
  withMachine(async ({ root, renew }) => {
    const away = { DOOR: '/nowhere' };
    assert.match((await renew(away)).said, /^The frontend does not answer\n/);
    assert.is((await renew(away)).code, 1, 'a machine that has nothing yet');
    assert.equal(await renew(), FIRST);
    assert.equal(await renew(away), { code: 0, said: 'The frontend does not answer\n' });
    const heard = nowInSeconds() - 90_000;
    utimesSync(join(root, 'run/cairn-certificates/list'), heard, heard);
    assert.equal(await renew(away), { code: 1, said: 'The frontend does not answer\n' });
  }));

test('one is replaced when two thirds of its time are over, and not before', () =>
  withMachine(async ({ root, renew, openssl }, it) => {
    assert.equal(await renew(), FIRST);
    const folder = join(root, 'etc/cairn/certificates');
    const authority = await ensureCertificateAuthority(it.state, 'cluster');
    const names = [NAME, 'portal.example.org'].map((name) => `DNS:${name}`).join(',');
    const day = 86_400;
    for (const [daysAgo, said] of [
      [58, ''],
      [62, 'New certificate for web\n'],
    ] as const) {
      const request = openssl('req', '-new', '-key', 'web/key.pem', '-subj', '/CN=x', '-config', '/dev/null');
      const fromSeconds = nowInSeconds() - daysAgo * day;
      const chain = await signRequest(authority, request, {
        name: NAME,
        serial: `4${daysAgo}A`,
        fromSeconds,
        untilSeconds: fromSeconds + 90 * day,
        extensions: ['extendedKeyUsage=serverAuth', `subjectAltName=${names}`],
      });
      writeFileSync(join(folder, 'web/chain.pem'), chain);
      assert.equal(await renew(), { code: 0, said }, `${daysAgo} days`);
    }
  }));

test('an authority that is handed on certifies persons, and no server', () =>
  withMachine(async ({ renew, openssl }) => {
    assert.equal(await renew(), FIRST);
    const text = openssl('x509', '-in', 'ca/chain.pem', '-noout', '-text');
    assert.match(text, /CA:TRUE, pathlen:0/);
    assert.match(text, /Extended Key Usage:\s+TLS Web Client Authentication\n/);
    assert.not.match(text, /DNS:/);
  }));

test('who is revoked by an authority that was handed on is told to all; its signatures say whose word that is', () =>
  withMachine(async ({ root, renew, read, openssl }, it) => {
    assert.equal(await renew(), FIRST);
    const folder = join(root, 'etc/cairn/certificates');
    const config = ['database', 'certificate', 'private_key', 'crlnumber', 'default_md']
      .map((name, at) => `${name} = ${['index.txt', 'ca/chain.pem', 'ca/key.pem', 'number', 'sha256'][at]}`)
      .join('\n');
    writeFileSync(join(folder, 'ca.cnf'), `[ca]\ndefault_ca = x\n[x]\n${config}\n`);
    writeFileSync(join(folder, 'number'), '1000\n');
    const makeList = (index: string): string => {
      writeFileSync(join(folder, 'index.txt'), index);
      return openssl('ca', '-gencrl', '-config', 'ca.cnf', '-crldays', '30');
    };
    const older = makeList('');
    const bytes = (...parts: readonly string[]): { body: string } => ({ body: parts.join('') });
    const taken = async (...parts: readonly string[]): Promise<number> =>
      (await it.tell('/v1/revocations', bytes(...parts))).status;
    assert.is(await taken(read('ca/chain.pem'), older), 204);
    const revoked = 'R\t400101000000Z\t260101000000Z\t4A\tunknown\t/CN=mallory\n';
    // A list says the second that it was made in
    await new Promise((resolve) => setTimeout(resolve, 1100));
    const newer = makeList(revoked);
    assert.is(await taken(read('ca/chain.pem'), newer), 204);
    assert.is(await taken(read('ca/chain.pem'), older), 403, 'an older list');
    for (const [why, ...parts] of [
      ['nothing'],
      ['no list', read('ca/chain.pem')],
      ['a certificate of no authority', read('web/chain.pem'), newer],
      ['the list of somebody else', read('ca/chain.pem'), read('crl.pem')],
      [
        'a changed list',
        read('ca/chain.pem'),
        newer.replace(/\n(.)(?=.+\n-----END)/, (_, sign) => `\n${sign === 'A' ? 'B' : 'A'}`),
      ],
    ] as const)
      assert.is(await taken(...parts), 403, why);
    assert.equal(await renew(), { code: 0, said: '' });
    assert.is(read('crl.pem').split('BEGIN X509 CRL').length, 3);
    assert.ok(read('crl.pem').endsWith(newer));
    // Without the authority, what it said is nothing
    const [authority] = (await it.state.listCertificates()).filter(({ service }) => service === 'ca');
    await it.state.revokeCertificates([authority!.serial]);
    assert.is(await taken(read('ca/chain.pem'), newer), 403, 'it is revoked');
    await renew();
    assert.is(read('crl.pem').split('BEGIN X509 CRL').length, 2);
  }));

test('a revoked host is told by the list, and gets no other until it is installed anew', () =>
  withMachine(async ({ renew, openssl, units, read }, it) => {
    assert.equal(await renew(), FIRST);
    units();
    const before = read('crl.pem');
    const all = await it.state.listCertificates();
    await it.state.revokeCertificates(all.map(({ serial }) => serial));
    const refused = await renew();
    assert.is.not(refused.code, 0);
    assert.match(refused.said, /web: The frontend says: HTTP\/1\.1 403/, refused.said);
    assert.is.not(read('crl.pem'), before);
    assert.throws(() => openssl(...VERIFY, 'web/chain.pem'), /certificate revoked/);
    // Who only reloads, and who must know of it
    assert.is(
      units(),
      '--no-block reload-or-restart tomcat.service\n--no-block reload-or-restart web.service',
    );
    assert.ok(
      it.state.audit.some(({ outcome, detail }) => outcome === 'refused' && detail === 'web: revoked'),
    );
  }));

test('what the frontend did not sign is not taken', () =>
  withMachine(async ({ root, renew, read }) => {
    assert.equal(await renew(), FIRST);
    const trusted = read('ca.pem');
    const known = join(root, 'etc/ssh/ssh_known_hosts');
    const right = readFileSync(known, 'utf8');
    writeFileSync(known, `@cert-authority * ${publicLineOf(makeSshKey('x').privateText)} cluster\n`);
    const other = await renew();
    assert.match(other.said, /not signed by the cluster's authority/);
    assert.is(other.code, 1);
    assert.is(read('ca.pem'), trusted);
    writeFileSync(known, right);
    // A list that is older than the one that is here is no news
    const list = join(root, 'etc/cairn/certificates/crl.pem');
    const now = read('crl.pem');
    writeFileSync(list, `${now}\n`);
    // Its time says when it was made; two of one second could not be told apart
    utimesSync(list, FAR, FAR);
    assert.equal(await renew(), { code: 0, said: '' });
    assert.is(read('crl.pem'), `${now}\n`);
    utimesSync(list, 1, 1);
    assert.equal(await renew(), { code: 0, said: '' });
    assert.is(read('crl.pem'), now);
  }));

test('a stranger gets nothing: another machine, another key, another service, a host that is to be installed', () =>
  withMachine(async ({ root, renew, read }, it) => {
    const denied = async (why: string, env: Record<string, string> = {}): Promise<void> => {
      const { code, said } = await renew(env);
      assert.is(code, 1, why);
      assert.match(said, /web: The frontend says: HTTP\/1\.1 403/, why);
      assert.throws(() => read('web/chain.pem'), /ENOENT/, why);
    };
    await denied('another address', { ASK_FROM: '10.1.0.99' });
    await denied('another name', { ASK_AS: 'stranger' });
    it.neighbours.set(LOCAL, '52:54:00:99:99:99');
    await denied('another card');
    it.neighbours.set(LOCAL, MAC);
    const key = readFileSync(join(root, HOST_KEY), 'utf8');
    writeFileSync(join(root, HOST_KEY), makeSshKey(NAME).privateText);
    await denied('another key');
    writeFileSync(join(root, HOST_KEY), key);
    await it.writeNode('<package>openssl</package>');
    await denied('no node asks for it');
    await it.writeNode(NODE);
    it.state.hosts.set(NAME, { ...it.state.hosts.get(NAME)!, bootAction: 'install' });
    await denied('it is to be installed');
    const refusals = it.state.audit.filter(
      ({ action, outcome }) => action === 'certificate' && outcome === 'refused',
    );
    assert.ok(refusals.length >= 5, JSON.stringify(it.state.audit));
    assert.equal(await it.state.listCertificates(), []);
  }));

test('the frontend asks itself through the door that is root’s alone, for no other machine', () =>
  withMachine(async ({ root, renew, read }, it) => {
    assert.equal(await renew(), FIRST);
    const path = (name: string): string => `/boot/tls/${name}/web?request=${'A'.repeat(200)}`;
    assert.is((await it.control(path(NAME))).status, 403);
    assert.is((await it.control(path('frontend'))).status, 403, 'no node of the frontend asks');
    assert.is((await it.control('/boot/trust/frontend/list')).status, 200);
    // The program there knows where it is, also while the service is not there yet
    writeFileSync(join(root, 'etc/cairn/frontend.json'), '{}');
    rmSync(join(root, 'usr/lib/cairn/ask-frontend.pl'));
    rmSync(join(root, 'etc/cairn/certificates/crl.pem'));
    assert.match((await renew()).said, /^The frontend does not answer\n/);
    mkdirSync(join(root, 'run/cairn'));
    symlinkSync(it.service.sockets.control, join(root, 'run/cairn/cairnd.sock'));
    await renew();
    assert.match(read('crl.pem'), /BEGIN X509 CRL/);
  }));

test('signatures are those of OpenSSH', () => {
  const { privateText, publicLine } = makeSshKey('x');
  const folder = mkdtempSync(join(tmpdir(), 'cairn-signature-'));
  try {
    const file = (name: string, text: string): string => {
      writeFileSync(join(folder, name), text, { mode: 0o600 });
      return join(folder, name);
    };
    const key = file('key', privateText);
    const text = file('text', 'hello\n');
    execFileSync('ssh-keygen', ['-q', '-Y', 'sign', '-f', key, '-n', 'space', text], { stdio: 'pipe' });
    const armored = readFileSync(`${text}.sig`, 'utf8');
    const bytes = Buffer.from(armored.replace(/-----[A-Z ]+-----|\s/g, ''), 'base64');
    assert.ok(isSignedText(privateText, 'space', 'hello\n', bytes));
    assert.not.ok(isSignedText(privateText, 'other', 'hello\n', bytes));
    assert.not.ok(isSignedText(privateText, 'space', 'hullo\n', bytes));
    assert.not.ok(isSignedText(makeSshKey('y').privateText, 'space', 'hello\n', bytes));
    for (let length = 0; length < bytes.length; length += 1)
      assert.not.ok(isSignedText(privateText, 'space', 'hello\n', bytes.subarray(0, length)));
    const ours = file('ours.sig', signText(privateText, 'space', 'hello\n'));
    const signers = file('signers', `x ${publicLine}\n`);
    const verify = ['-Y', 'verify', '-f', signers, '-I', 'x', '-n', 'space', '-s', ours];
    const said = execFileSync('ssh-keygen', verify, { input: 'hello\n', encoding: 'utf8' });
    assert.match(said, /Good "space" signature for x/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.run();
