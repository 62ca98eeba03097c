import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { digestServed } from '../../../builder/frontend/service/hand-off/served-digests.ts';
import { withTempDir } from '../../../builder/io/mod.ts';
import type { GraphBundle, SecretsAnswer } from '../../../builder/model/mod.ts';
import { LOCAL, MAC, type TestService, withService } from '../../fakes/frontend-service.ts';
import { describeNode } from '../../fakes/records.ts';

const NAME = 'compute-0-0';

/** What root of an installer asks for. */
const proofOf = (token: string): string =>
  `/boot/proof/${NAME}/${createHash('sha256').update(token).digest('hex')}`;

/** A host with the token of its boot script. */
async function boot(it: TestService): Promise<Readonly<Record<string, string>>> {
  if (!it.state.hosts.has(NAME))
    it.state.add({ name: NAME, appliance: 'compute', macs: [MAC], address: LOCAL });
  await it.context.publish();
  const { text } = await it.ask(`/boot/ipxe?mac=${MAC}`);
  const token = /cairn\.token=(\S+)/.exec(text)?.[1];
  assert.is((await it.ask(proofOf(token!), { port: 700 })).status, 204);
  return { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
}
const events = `/v1/hosts/${NAME}/events`;
const secrets = `/v1/hosts/${NAME}/secrets`;
const event = (body: unknown): string => JSON.stringify(body);

const test = suite('hand-off and secrets');
test('started, phases, finished: then the host starts from its disk', () =>
  withService(async (it) => {
    const headers = await boot(it);
    for (const body of [
      { event: 'started' },
      { event: 'phase', phase: 'packages', percent: 40 },
      { event: 'finished' },
    ])
      assert.is((await it.tell(events, { headers, body: event(body) })).status, 204);
    assert.is(it.state.hosts.get(NAME)?.bootAction, 'os');
    assert.is(it.state.hosts.get(NAME)?.state, 'installed');
  }));
test('the disk that a host was installed on is told to its next installation, and to nobody who says nonsense', () =>
  withService(async (it) => {
    const headers = await boot(it);
    const finish = async (disk: string): Promise<number> =>
      (await it.tell(events, { headers, body: event({ event: 'finished', disk }) })).status;
    for (const wrong of ['', 'x y', '"', 'A'.repeat(65)]) assert.is(await finish(wrong), 400, wrong);
    assert.is(await finish('AB-1'), 204);
    it.state.hosts.set(NAME, { ...it.state.hosts.get(NAME)!, bootAction: 'install' });
    const { status, text } = await it.tell(secrets, { headers: await boot(it) });
    assert.is(status, 200, text);
    assert.is((JSON.parse(text) as SecretsAnswer).disk, 'AB-1');
  }));
test('the service vouches for what it serves in the open, as it is at that time', () =>
  withService(async (it) => {
    const headers = await boot(it);
    const { status, text } = await it.tell(secrets, { headers });
    assert.is(status, 200, text);
    const sum = (file: string): string =>
      createHash('sha256')
        .update(`${readFileSync(file, 'utf8').trimEnd()}\n`)
        .digest('hex');
    assert.equal((JSON.parse(text) as SecretsAnswer).served, {
      host: sum(join(it.folder, 'run/hosts', `${NAME}.json`)),
      graph: sum(join(it.folder, 'served/releases/current/graph.json')),
    });
  }));
test('of a list of hosts too, where the document names one', () =>
  withTempDir(async (run) => {
    const [document, list] = ['{"roster":"/hosts/of/compute.json"}\n', '{"hosts":[]}\n'];
    mkdirSync(join(run, 'hosts/of'), { recursive: true });
    writeFileSync(join(run, 'hosts/n.json'), document);
    writeFileSync(join(run, 'hosts/of/compute.json'), list);
    const sum = (text: string): string => createHash('sha256').update(text).digest('hex');
    const graph = { digest: async () => 'of the graph' };
    assert.equal(await digestServed({ run }, { name: 'n', appliance: 'compute' }, graph), {
      host: sum(document),
      graph: 'of the graph',
      roster: sum(list),
    });
  }));
test('what a host was made to is kept; what is no record is refused', () =>
  withService(async (it) => {
    const headers = await boot(it);
    const path = `/v1/hosts/${NAME}/record`;
    const { record } = describeNode('<package>curl</package>');
    const body = JSON.stringify(record);
    assert.is((await it.tell(path, { headers, body })).status, 204);
    assert.equal(it.state.records.get(NAME), JSON.parse(body));
    for (const wrong of ['', '[]', '{"format":2}', JSON.stringify({ ...record, things: [{ kind: 'wish' }] })])
      assert.is((await it.tell(path, { headers, body: wrong })).status, 400, wrong);
    assert.is((await it.tell(path, { headers: { 'content-type': 'x/y' }, body })).status, 401);
  }));
test('failed: the reason is one line, whatever the machine sends', () =>
  withService(async (it) => {
    const headers = await boot(it);
    const body = event({ event: 'failed', text: 'disk\u001b[2J too\nsmall' });
    assert.is((await it.tell(events, { headers, body })).status, 204);
    assert.is(it.state.hosts.get(NAME)?.failureReason, 'disk too small');
  }));
test('a log grows, and a new installation starts a new one', () =>
  withService(async (it) => {
    const headers = await boot(it);
    const text = { ...headers, 'content-type': 'text/plain' };
    await it.tell(events, { headers, body: event({ event: 'started' }) });
    for (const body of ['one\n', 'two\n'])
      assert.is((await it.tell(`/v1/hosts/${NAME}/log`, { headers: text, body })).status, 204);
    assert.is((await it.ask(`/cairn/hosts/${NAME}/log?from=4`)).text, 'two\n');
    await it.tell(events, { headers, body: event({ event: 'started', log: 'again\n' }) });
    assert.is((await it.ask(`/cairn/hosts/${NAME}/log`)).text, 'again\n');
    assert.is(readFileSync(join(it.folder, `logs/${NAME}.log.1`), 'utf8'), 'one\ntwo\n');
  }));
test('no token, a made-up token, another host, another address: nothing', () =>
  withService(async (it) => {
    const headers = await boot(it);
    it.state.add({ name: 'compute-0-1', appliance: 'compute', macs: ['52:54:00:00:00:01'] });
    const body = event({ event: 'finished' });
    const json = { 'content-type': 'application/json' };
    assert.is((await it.tell(events, { headers: json, body })).status, 401);
    const madeUp = { ...json, authorization: `Bearer ${'x'.repeat(43)}` };
    assert.is((await it.tell(events, { headers: madeUp, body })).status, 403);
    assert.is((await it.tell('/v1/hosts/compute-0-1/events', { headers, body })).status, 403);
    it.state.hosts.set(NAME, { ...it.state.hosts.get(NAME)!, address: '10.1.1.77' });
    assert.is((await it.tell(events, { headers, body })).status, 403);
    assert.is(it.state.hosts.get(NAME)?.bootAction, 'install');
  }));
test('a user of the host, who can read its boot script too, gets nothing and ends nothing', () =>
  withService(async (it) => {
    it.state.add({ name: NAME, appliance: 'compute', macs: [MAC], address: LOCAL });
    const { text } = await it.ask(`/boot/ipxe?mac=${MAC}`);
    const token = /cairn\.token=(\S+)/.exec(text)![1]!;
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const body = event({ event: 'finished' });
    // Without a proof, and with one from a port that everybody has.
    for (const port of [undefined, 0, 1024, 40_000, 65_535]) {
      if (port !== undefined) assert.is((await it.ask(proofOf(token), { port })).status, 403, String(port));
      assert.is((await it.tell(secrets, { headers })).status, 403);
      assert.is((await it.tell(events, { headers, body })).status, 403);
    }
    // From root's port, but another machine's, or for another token.
    assert.is((await it.ask(proofOf(token), { port: 700, from: '10.1.1.77' })).status, 403);
    assert.is((await it.ask(proofOf('x'.repeat(43)), { port: 700 })).status, 403);
    assert.is((await it.ask(`/boot/proof/${NAME}/short`, { port: 700 })).status, 400);
    assert.is((await it.tell(secrets, { headers })).status, 403);
    assert.is(it.state.hosts.get(NAME)?.bootAction, 'install');
    assert.ok(it.state.audit.every(({ outcome }) => outcome === 'refused'));
    assert.ok(it.state.audit.some(({ detail }) => detail === "from port 40000, which is not root's alone"));
    // Root's word is good for this boot script, until there is a newer one.
    assert.is((await it.ask(proofOf(token), { port: 1023 })).status, 204);
    assert.is((await it.tell(events, { headers, body: event({ event: 'started' }) })).status, 204);
    await it.ask(`/boot/ipxe?mac=${MAC}`);
    assert.is((await it.tell(events, { headers, body })).status, 403);
    assert.is((await it.tell(secrets, { headers })).status, 403);
  }));
test('secrets: once, with keys that sshd takes', () =>
  withService(async (it) => {
    const headers = await boot(it);
    it.state.attributes.push({
      scope: 'global',
      subject: '',
      name: 'root_password_hash',
      value: '$6$x',
      secret: true,
    });
    await it.state.putKeys([{ host: '', name: '/root/.ssh/id_ed25519', value: 'KEY\n' }]);
    await it.state.putKeys([{ host: NAME, name: 'bmc-password', value: 'never' }]);
    const { status, text } = await it.tell(secrets, { headers });
    assert.is(status, 200);
    const answer = JSON.parse(text) as SecretsAnswer;
    assert.equal(answer.attributes.host, { root_password_hash: '$6$x' });
    assert.match(answer.attributes.global?.['munge_key'] ?? '', /^[0-9a-f]{64}$/);
    assert.is(answer.files['/root/.ssh/id_ed25519']?.mode, '0600');
    assert.not.match(text, /never|report-token|service:/);
    checkSshKeys(answer);

    const again = await it.tell(secrets, { headers });
    assert.is(again.status, 403);
    assert.not.match(again.text, /PRIVATE|\$6\$/);
    assert.equal(
      it.state.audit.map(({ outcome, detail }) => [outcome, detail]),
      [
        ['done', undefined],
        ['refused', 'used'],
      ],
    );
  }));
test('secrets: a host gets those that its description uses, and no others', () =>
  withService(async (it) => {
    const say = (name: string, value: string): void =>
      void it.state.attributes.push({ scope: 'global', subject: '', name, value, secret: true });
    say('license', 'used');
    say('database_password', 'of another appliance');
    say('unused_key', 'k'.repeat(64));
    const { text } = await it.tell(secrets, { headers: await boot(it) });
    const { attributes } = JSON.parse(text) as SecretsAnswer;
    assert.equal(attributes.host, { license: 'used' });
    // login_key stands in a node that this host reaches, behind a condition that does not hold for it.
    assert.equal(Object.keys(attributes.global ?? {}), ['munge_key']);
    assert.not.match(text, /of another|kkkk/);
  }));
test('secrets: a key that somebody sets is the one of hosts and frontend alike', () =>
  withService(async (it) => {
    const key = 'a1'.repeat(32);
    it.state.attributes.push({ scope: 'global', subject: '', name: 'munge_key', value: key, secret: true });
    const { text } = await it.tell(secrets, { headers: await boot(it) });
    const { attributes } = JSON.parse(text) as SecretsAnswer;
    assert.equal([attributes.global, attributes.host], [{}, { munge_key: key }]);
    const own = await it.control('/v1/secrets/munge_key');
    assert.is((JSON.parse(own.text) as { value: string }).value, key);
  }));
test('secrets: one that is set for a family of operating systems reaches its hosts', () =>
  withService(async (it) => {
    const say = (subject: string, name: string, value: string): void =>
      void it.state.attributes.push({ scope: 'os', subject, name, value, secret: true });
    say('debian', 'license', 'of the family');
    say('debian', 'token', 'of the family');
    say('debian-13', 'token', 'of the exact one');
    say('redhat', 'other', 'of others');
    const { text } = await it.tell(secrets, { headers: await boot(it) });
    const { attributes } = JSON.parse(text) as SecretsAnswer;
    assert.equal(attributes.host, { license: 'of the family', token: 'of the exact one' });
  }));
test('secrets: one that loses against an open value is not sent', () =>
  withService(async (it) => {
    const say = (scope: 'global' | 'os' | 'rack', subject: string, name: string, secret: boolean): void =>
      void it.state.attributes.push({ scope, subject, name, value: `${scope} ${subject}`, secret });
    say('global', '', 'of_graph', true);
    say('global', '', 'of_rack', true);
    say('rack', '0', 'of_rack', false);
    say('os', 'debian', 'of_os', true);
    say('os', 'debian-13', 'of_os', false);
    const file = join(it.folder, 'served/releases/current/graph.json');
    const graph = JSON.parse(readFileSync(file, 'utf8')) as GraphBundle;
    const attributes = { appliance: { compute: { of_graph: 'open' } } };
    writeFileSync(file, JSON.stringify({ ...graph, attributes }));
    const { text } = await it.tell(secrets, { headers: await boot(it) });
    assert.equal((JSON.parse(text) as SecretsAnswer).attributes.host, {});
  }));
test('secrets: the frontend itself has the key that somebody set, as hosts have it', () =>
  withService(async (it) => {
    const ask = async (): Promise<string> =>
      (JSON.parse((await it.control('/v1/secrets/munge_key')).text) as { value: string }).value;
    assert.match(await ask(), /^[0-9a-f]{64}$/);
    it.state.attributes.push({ scope: 'global', subject: '', name: 'munge_key', value: 'set', secret: true });
    assert.is(await ask(), 'set');
    const { text } = await it.tell(secrets, { headers: await boot(it) });
    assert.is((JSON.parse(text) as SecretsAnswer).attributes.host?.['munge_key'], 'set');
  }));
test('secrets: host keys and the cluster’s key are the same after a reinstallation', () =>
  withService(async (it) => {
    const first = JSON.parse((await it.tell(secrets, { headers: await boot(it) })).text) as SecretsAnswer;
    const second = JSON.parse((await it.tell(secrets, { headers: await boot(it) })).text) as SecretsAnswer;
    const key = '/etc/ssh/ssh_host_ed25519_key';
    assert.is(first.files[key]?.content, second.files[key]?.content);
    assert.is(first.attributes.global?.['munge_key'], second.attributes.global?.['munge_key']);
    const known = '/etc/ssh/ssh_known_hosts';
    assert.ok(first.files[known]);
    assert.equal(first.files[known], second.files[known]);
  }));
test('secrets: another address, another card, an old token, another action: refused and written down', () =>
  withService(async (it) => {
    const refused = async (what: string, change: () => void | Promise<void>): Promise<void> => {
      const headers = await boot(it);
      await change();
      const before = it.state.audit.length;
      const { status, text } = await it.tell(secrets, { headers });
      assert.is(status, 403, what);
      assert.is(text, '{"error":"The secrets are not for you"}', what);
      assert.is(it.state.audit.length, before + 1, what);
      assert.is(it.state.audit.at(-1)?.outcome, 'refused', what);
    };
    await refused('another card', () => void it.neighbours.set(LOCAL, '52:54:00:00:00:99'));
    it.neighbours.set(LOCAL, MAC);
    await refused('no card', () => void it.neighbours.delete(LOCAL));
    it.neighbours.set(LOCAL, MAC);
    await refused('expired', () => {
      it.clock.now += 5 * 3600;
    });
    await refused('a newer boot script', async () => {
      await boot(it);
    });
    await refused('another action', () => {
      it.state.hosts.set(NAME, { ...it.state.hosts.get(NAME)!, bootAction: 'os' });
    });
  }));
test('an installed host tells of its start: root of it alone, and only while nothing else is expected', () =>
  withService(async (it) => {
    const tell = async (word: string, ask = {}): Promise<number> =>
      (await it.ask(`/boot/start/${NAME}/${word}`, { port: 700, ...ask })).status;
    const hostOf = () => it.state.hosts.get(NAME)!;
    it.state.add({ name: NAME, appliance: 'compute', macs: [MAC], address: LOCAL });
    const become = (change: Partial<ReturnType<typeof hostOf>>): void =>
      void it.state.hosts.set(NAME, { ...hostOf(), ...change });
    become({ state: 'installed', bootAction: 'install' });
    assert.is(await tell('ready'), 403, 'a reinstallation is waited for');
    become({ state: 'installing', bootAction: 'os' });
    assert.is(await tell('ready'), 403, 'it is being installed');
    become({ state: 'installed' });
    assert.is(await tell('ready', { port: 40_000 }), 403, 'a port of everybody');
    assert.is(await tell('ready', { from: '10.1.9.9' }), 403, 'another address');
    it.neighbours.set(LOCAL, '52:54:00:00:00:99');
    assert.is(await tell('ready'), 403, 'another card');
    it.neighbours.set(LOCAL, MAC);
    for (const word of [
      '%1b[2J',
      'waiting?text=x',
      'failed',
      'ready?text=x',
      `failed?text=${'x'.repeat(4001)}`,
    ])
      assert.is(await tell(word), 400, word.slice(0, 20));
    assert.is(hostOf().state, 'installed');
    assert.equal(
      it.state.audit.map(({ action, outcome }) => `${action} ${outcome}`),
      Array(5).fill('start refused'),
    );
    assert.is(await tell('starting'), 204);
    assert.equal([hostOf().state, hostOf().readySeconds], ['starting', undefined]);
    assert.is(
      await tell('failed?text=web%20(mine/nodes/web.xml:3):%20it%20did%20not%20end%20in%20time%1b[31m'),
      204,
    );
    assert.match(hostOf().failureReason, /^web \(mine\/nodes\/web\.xml:3\): it did not end in time(?!\x1b)/);
    assert.not.match(hostOf().failureReason, /\x1b/);
    assert.equal([hostOf().state, hostOf().bootAction, hostOf().failures], ['failed', 'os', 1]);
    assert.is(await tell('failed?text=again'), 204);
    assert.is(hostOf().failures, 1, 'it is known');
    // The scripts ran again, and well
    assert.is(await tell('ready', { port: 40_000 }), 403, 'a port of everybody');
    become({ bootAction: 'install' });
    assert.is(await tell('ready'), 403, 'a reinstallation is waited for');
    become({ bootAction: 'os', phase: 'packages' });
    assert.is(await tell('ready'), 403, 'its installation failed');
    become({ phase: 'start' });
    assert.is(await tell('ready'), 204);
    assert.equal([hostOf().state, hostOf().failureReason, hostOf().failures], ['ready', '', 0]);
    assert.is(hostOf().readySeconds, it.clock.now);
    assert.is(await tell('ready'), 204, 'a second word changes nothing');
    assert.is(hostOf().state, 'ready');
  }));
test('an installed host asks for others: whom it waits for is shown, and the door is that of root on it', () =>
  withService(async (it) => {
    const ask = (path: string, more = {}) => it.ask(`/boot/after/${NAME}/${path}`, { port: 700, ...more });
    const hostOf = (name = NAME) => it.state.hosts.get(name)!;
    const become = (name: string, change: Partial<ReturnType<typeof hostOf>>): void =>
      void it.state.hosts.set(name, { ...hostOf(name), ...change });
    it.state.add({ name: NAME, appliance: 'compute', macs: [MAC], address: LOCAL });
    become(NAME, { state: 'installed', bootAction: 'os' });
    assert.equal([(await ask('database/all')).text, hostOf().state], ['none\n', 'starting']);
    for (const name of ['database-0-0', 'database-0-1'])
      it.state.add({ name, appliance: 'database', address: `10.1.0.${name.at(-1)}` });
    become('database-0-0', { state: 'starting' });
    assert.is((await ask('database/all')).text, 'waits database-0-0 (starting), database-0-1 (new)\n');
    assert.equal([hostOf().state, hostOf().phase], ['starting', 'waiting for database']);
    const { revision } = hostOf();
    await ask('database/one');
    assert.is(hostOf().revision, revision, 'asking again writes nothing');
    // It was ready since its installation: one that starts again is no reason to wait
    become('database-0-0', { state: 'starting', readySeconds: 5 });
    assert.is((await ask('database/all')).text, 'waits database-0-1 (new)\n');
    assert.equal([(await ask('database/one')).text, hostOf().phase], ['ready\n', '']);
    become('database-0-1', { state: 'failed', readySeconds: 5 });
    assert.is((await ask('database/all')).text, 'ready\n');
    assert.is((await ask('database/all', { port: 40_000 })).status, 403, 'a port of everybody');
    assert.is((await ask('database/all', { from: '10.1.9.9' })).status, 403, 'another address');
    it.neighbours.set(LOCAL, '52:54:00:00:00:99');
    assert.is((await ask('database/all')).status, 403, 'another card');
    it.neighbours.set(LOCAL, MAC);
    become(NAME, { bootAction: 'install' });
    assert.is((await ask('database/all')).status, 403, 'a reinstallation is waited for');
    for (const path of ['database/some', 'Data_base/all', `${'x'.repeat(64)}/all`])
      assert.is((await ask(path)).status, 400, path);
  }));
test('a host gets a new certificate for the key that it has, from its own address, and it has an end', () =>
  withService(async (it) => {
    const path = `/boot/certificate/${NAME}`;
    it.state.add({ name: NAME, appliance: 'compute', macs: [MAC], address: LOCAL });
    assert.is((await it.ask(path)).status, 404);
    const answer = JSON.parse((await it.tell(secrets, { headers: await boot(it) })).text) as SecretsAnswer;
    const fetched = await it.ask(path);
    assert.is(fetched.status, 200);
    const shownOf = (text: string): string =>
      execFileSync('ssh-keygen', ['-L', '-f', '-'], {
        encoding: 'utf8',
        input: text,
        env: { ...process.env, TZ: 'UTC' },
      });
    const key = '/etc/ssh/ssh_host_ed25519_key';
    const first = shownOf(answer.files[`${key}-cert.pub`]!.content);
    const second = shownOf(fetched.text);
    for (const shown of [first, second]) {
      const [, from = '', to = ''] = /Valid: from (\S+) to (\S+)/.exec(shown) ?? [];
      assert.is((Date.parse(`${to}Z`) - Date.parse(`${from}Z`)) / 86_400_000, 91);
    }
    const part = (shown: string): RegExpMatchArray | null => shown.match(/(?:Public key|Signing CA): .*/g);
    assert.equal(part(second), part(first), 'the same key, and the same authority');
    assert.is((await it.ask(path, { from: '10.1.9.9' })).status, 403);
    assert.is((await it.ask('/boot/certificate/compute-9-9')).status, 403);
    assert.is((await it.ask('/boot/certificate/..%2f..%2fx')).status, 403);
    it.state.renamed.set(NAME, 'compute-9-9');
    const renamed = await it.ask('/boot/certificate/compute-9-9');
    assert.is(renamed.status, 200, 'on its disk it has the name that it had before');
    assert.match(shownOf(renamed.text), new RegExp(`Principals:\\s+${NAME}\\s`));
  }));
test.run();

/** OpenSSH itself reads the key, and finds the certificate to be for it. */
function checkSshKeys(answer: SecretsAnswer): void {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-ssh-'));
  try {
    const key = '/etc/ssh/ssh_host_ed25519_key';
    writeFileSync(join(folder, 'key'), answer.files[key]!.content, { mode: 0o600 });
    writeFileSync(join(folder, 'cert.pub'), answer.files[`${key}-cert.pub`]!.content);
    const line = execFileSync('ssh-keygen', ['-y', '-f', join(folder, 'key')], { encoding: 'utf8' });
    assert.is(line.trim(), answer.files[`${key}.pub`]!.content.trim());
    const shown = execFileSync('ssh-keygen', ['-L', '-f', join(folder, 'cert.pub')], { encoding: 'utf8' });
    assert.match(shown, /host certificate/);
    assert.match(shown, /compute-0-0\.cluster/);
    assert.match(answer.files['/etc/ssh/ssh_known_hosts']?.content ?? '', /^@cert-authority \* ssh-ed25519 /);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
