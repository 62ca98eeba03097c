import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createTrustList } from '../../../builder/frontend/service/authority/trust-list.ts';
import { type IssuedCertificate, openState } from '../../../builder/frontend/state/mod.ts';
import { type Ran, runCairn } from '../../fakes/cairn.ts';
import { CONFIG } from '../../fakes/frontend-service.ts';
import { PRIVATE } from '../frontend-state/open-temporary.ts';

interface Stand {
  readonly dir: string;
  readonly cairn: (...args: readonly string[]) => Promise<Ran>;
  readonly openssl: (...argv: readonly string[]) => string;
  /** Writes `ca.pem` and `crl.pem` as machines have them. */
  readonly trust: () => Promise<void>;
}

const test = suite<Stand>('certificates of persons');
test.before.each(async (context) => {
  const dir = await mkdtemp(join(tmpdir(), 'cairn-persons-'));
  const env = { CAIRN_STATE: join(dir, 'state.db'), CAIRN_FRONTEND: join(dir, 'frontend.json') };
  await writeFile(env.CAIRN_FRONTEND, JSON.stringify({ ...CONFIG, prefix: '16' }));
  await writeFile(join(dir, 'password'), 'a secret\n');
  const state = await openState(env.CAIRN_STATE);
  await state.setNetwork(PRIVATE);
  await state.addHost({ appliance: 'compute' });
  await state.close();
  Object.assign(context, {
    dir,
    cairn: (...args: string[]) => runCairn(args, { env }),
    openssl: (...argv: string[]) =>
      execFileSync('openssl', argv, { cwd: dir, encoding: 'utf8', stdio: 'pipe' }),
    trust: async () => {
      const opened = await openState(env.CAIRN_STATE);
      const list = await createTrustList({ state: opened, config: CONFIG })();
      await opened.close();
      const pick = (kind: string): string =>
        new RegExp(`-----BEGIN ${kind}-----[\\s\\S]*-----END ${kind}-----\n`).exec(list)![0];
      await writeFile(join(dir, 'ca.pem'), pick('CERTIFICATE'));
      await writeFile(join(dir, 'crl.pem'), pick('X509 CRL'));
    },
  });
});
test.after.each(({ dir }) => rm(dir, { recursive: true }));

const VERIFY = ['verify', '-CAfile', 'ca.pem', '-CRLfile', 'crl.pem', '-crl_check_all'];

test('a person signs on until somebody revokes it', async ({ dir, cairn, openssl, trust }) => {
  const file = join(dir, 'anna.p12');
  const words = ['certificate', 'issue', 'anna', '--output', file, '--password-file', join(dir, 'password')];
  const made = await cairn(...words);
  assert.equal([made.exitCode, made.stdout], [0, `${file} written: anna, good for 365 days\n`], made.stderr);
  assert.is((await stat(file)).mode & 0o777, 0o600);
  await trust();
  assert.throws(() => openssl('pkcs12', '-in', file, '-passin', 'pass:another', '-noout'));
  openssl('pkcs12', '-in', file, '-passin', 'pass:a secret', '-nokeys', '-clcerts', '-out', 'anna.pem');
  assert.match(
    openssl('pkcs12', '-in', file, '-passin', 'pass:a secret', '-nodes', '-nocerts'),
    /PRIVATE KEY/,
  );
  const text = openssl('x509', '-in', 'anna.pem', '-noout', '-subject', '-ext', 'extendedKeyUsage');
  assert.match(text, /^subject=\s?CN ?= ?anna\n[\s\S]*TLS Web Client Authentication\s*$/);
  assert.match(openssl(...VERIFY, '-purpose', 'sslclient', 'anna.pem'), /OK/);
  assert.throws(
    () => openssl(...VERIFY, '-purpose', 'sslserver', 'anna.pem'),
    /unsuitable certificate purpose/,
  );

  const [listed] = JSON.parse(
    (await cairn('certificate', 'list', '--format', 'json')).stdout,
  ) as IssuedCertificate[];
  assert.is(listed!.name, 'anna');
  assert.is(
    listed!.serial,
    openssl('x509', '-in', 'anna.pem', '-noout', '-serial').trim().slice('serial='.length),
  );
  const table = (await cairn('certificate', 'list')).stdout.split('\n');
  assert.match(table[1]!, /^anna +person +- +\d{4}-\d\d-\d\d +good +[0-9A-F]{32}$/);

  const revoked = await cairn('certificate', 'revoke', 'anna');
  assert.match(
    revoked.stdout,
    new RegExp(`^anna: ${listed!.serial} revoked\nHosts know it within 11 minutes`),
  );
  await trust();
  assert.throws(() => openssl(...VERIFY, 'anna.pem'), /certificate revoked/);
  assert.is(
    (await cairn('certificate', 'revoke', listed!.serial.toLowerCase())).stdout,
    `${listed!.serial.toLowerCase()}: revoked already\n`,
  );
  assert.match((await cairn('certificate', 'list')).stdout, /revoked \d{4}-/);
});

test('what is wrong is said, and nothing is written', async ({ dir, cairn }) => {
  const issue = (person: string, password = join(dir, 'password')): Promise<Ran> =>
    cairn('certificate', 'issue', person, '--output', join(dir, 'x.p12'), '--password-file', password);
  assert.match((await issue('a/CN=b')).stderr, /Bad name of a person "a\/CN=b"/);
  assert.match((await issue('compute-0-0')).stderr, /"compute-0-0" is a host/);
  assert.match((await issue('frontend')).stderr, /"frontend" is a host/);
  await writeFile(join(dir, 'empty'), '\n');
  assert.match((await issue('anna', join(dir, 'empty'))).stderr, /password is empty/);
  const unknown = await cairn('certificate', 'revoke', 'nobody');
  assert.equal([unknown.exitCode, /"nobody" has no certificate/.test(unknown.stderr)], [1, true]);
  assert.equal(JSON.parse((await cairn('certificate', 'list', '--format', 'json')).stdout), []);
  assert.is(await stat(join(dir, 'x.p12')).catch(() => undefined), undefined);
});

test.run();
