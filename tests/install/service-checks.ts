import { createHash } from 'node:crypto';
import * as assert from 'uvu/assert';
import type { Platform } from '../../builder/model/mod.ts';
import type { Session } from './session.ts';
import { PASSWORD_HASH } from './site-stick.ts';

const MAC = '52:54:00:77:00:10';
const HOST = 'compute-0-0';
const SERVICE = 'https://10.77.0.1:8443/v1/hosts';

/** That the frontend serves other machines: asked as its administrator, and as one of those machines. */
export async function checkService(session: Session, platform: Platform): Promise<void> {
  await checkUnits(session);
  await checkHostCommands(session);
  await checkNames(session);
  await checkAsHost(session, platform);
  await checkSecretsStay(session);
  await session.must(`cairn host remove ${HOST}`);
}

/** A service that ends is started again at once: only the count tells that it never had to be. */
async function checkUnits(session: Session): Promise<void> {
  const units = 'cairn-prepare cairnd cairn-dnsmasq nginx chrony ssh';
  const states = (await session.must(`systemctl is-active ${units}`)).split('\n');
  assert.equal(new Set(states), new Set(['active']), states.join(' '));
  assert.is(await session.must('systemctl show --property=NRestarts --value cairnd'), '0');
  await session.must('test ! -e /var/lib/cairn/answers.json');
}

async function checkHostCommands(session: Session): Promise<void> {
  assert.match(await session.must('cairn appliance list'), /^compute +base +0 /m);
  await session.must(`cairn host add ${HOST} --appliance compute --mac ${MAC} --address 10.77.0.50`);
  assert.match(await session.must('cairn host list'), /^compute-0-0 +compute +10\.77\.0\.50 +install +new /m);
  assert.is(await session.must('nodeset -f @all'), HOST);
  const attributes = await session.must('cairn attribute list');
  assert.match(attributes, /cluster_ssh_key +ssh-ed25519 /);
  assert.match(attributes, /root_password_hash +\(secret\)/);
}

/** The frontend asks its own DNS, and knows itself by the cluster's authority. */
async function checkNames(session: Session): Promise<void> {
  for (const name of [HOST, `${HOST}.test.example`, '10.77.0.50'])
    assert.match(await session.must(`getent hosts ${name}`), /^10\.77\.0\.50 +compute-0-0/);
  const login = await session.ask('ssh -o BatchMode=yes root@10.77.0.1 true');
  assert.match(login.output, /Permission denied/, 'its key is known, and opens other machines alone');
}

/** Another machine on the wire: a namespace with the card of the host. */
async function checkAsHost(session: Session, platform: Platform): Promise<void> {
  await session.must(
    [
      'ip netns add host',
      `ip link add to-host type veth peer name eth0 address ${MAC} netns host`,
      'ip link set to-host up',
      'ip route add 10.77.0.50/32 dev to-host',
      'ip -n host address add 10.77.0.50/24 dev eth0',
      'ip -n host link set eth0 up',
    ].join(' && '),
  );
  const asHost = (command: string): Promise<string> => session.must(`ip netns exec host ${command}`);
  const get = (path: string): Promise<string> =>
    asHost(`curl -sS --fail --retry 5 --retry-all-errors 'http://10.77.0.1${path}'`);

  const document = await get(`/hosts/${HOST}.json`);
  assert.match(document, /"cluster_ssh_key":"ssh-ed25519 /);
  assert.match(await get('/cairn/'), /<title>head: hosts<\/title>/);
  await asHost('curl -sS --fail --output /run/host-graph.json http://10.77.0.1/releases/current/graph.json');
  assert.match(
    await session.must('grep -o private_network.:.10.77.0.0 /run/host-graph.json'),
    /10\.77\.0\.0/,
  );
  const memoryTest = platform.memoryTest === undefined ? [] : ['memtest.bin'];
  const booted = ['vmlinuz', 'initrd.gz', 'cairn.img'].map((name) => `releases/current/install/${name}`);
  for (const path of [...booted, ...['frontend.img', ...memoryTest].map((name) => `netboot/${name}`)])
    await asHost(`curl -sS --fail --output /dev/null http://10.77.0.1/${path}`);
  assert.match(await get(`/boot/grub/${MAC}`), /cairn\.host=compute-0-0/);

  const script = await get(`/boot/ipxe?mac=${MAC}`);
  const token = /cairn\.token=(\S+)/.exec(script)?.[1];
  assert.ok(token, script);
  const hash = createHash('sha256').update(token).digest('hex');
  const proof = `http://10.77.0.1/boot/proof/${HOST}/${hash}`;
  // A port that everybody may send from proves nothing, one of root's does
  assert.match(await asHost(`curl -sS --output /dev/null --write-out '%{http_code}' ${proof}`), /403/);
  await asHost(`curl -sS --fail --local-port 600-1023 ${proof}`);
  const post = `curl -sS --cacert /var/lib/cairn/tls/frontend.pem -H 'Authorization: Bearer ${token}'`;
  await asHost(`${post} --fail --data '{"event":"started"}' ${SERVICE}/${HOST}/events`);
  const secrets = await asHost(`${post} --fail -X POST ${SERVICE}/${HOST}/secrets`);
  const answer = JSON.parse(secrets) as { attributes: { host: Record<string, string> } };
  assert.is(answer.attributes.host['root_password_hash'], PASSWORD_HASH);
  assert.match(await asHost(`${post} -X POST ${SERVICE}/${HOST}/secrets`), /not for you/);
  await asHost(`${post} --fail --data '{"event":"failed","text":"The plug"}' ${SERVICE}/${HOST}/events`);
  assert.match(await session.must('cairn host list'), /^compute-0-0 .* failed .* The plug$/m);
  await session.must('ip netns del host');
}

/** Nothing that anybody may read has root's hash in it, nor has any log. */
async function checkSecretsStay(session: Session): Promise<void> {
  const places =
    '/srv/cairn/place.json /srv/cairn/releases/current/graph.json /srv/cairn/netboot /run/cairn /var/log /etc/cairn /etc/systemd';
  const found = await session.ask(`grep -rlF '${PASSWORD_HASH}' ${places}`);
  assert.is(found.output, '');
  const journal = await session.ask(`journalctl --no-pager | grep -cF '${PASSWORD_HASH}'`);
  assert.is(journal.output, '0');
}
