import * as assert from 'uvu/assert';
import type { Platform } from '../../builder/model/mod.ts';
import { checkService } from './service-checks.ts';
import type { Session } from './session.ts';

/** What the machine under test should be. */
export interface Expected {
  readonly platform: Platform;
  readonly secureBoot: boolean;
  /** Of the key pair whose public half is in the site. */
  readonly privateKey: string;
  /** For all services to have started once somebody can log in. */
  readonly startSeconds: number;
}

/** Everything that a frontend must be after its first boot, asked from inside. */
export async function checkFrontend(session: Session, expected: Expected): Promise<void> {
  await checkRunning(session, expected);
  await checkPlace(session);
  await checkNamedFromTheStart(session);
  await checkKeyLogin(session, expected.privateKey);
  await checkDistribution(session);
  await checkService(session, expected.platform);
  await checkRecords(session);
  if (expected.secureBoot) await checkSecureBoot(session);
}

async function checkRunning(session: Session, { startSeconds }: Expected): Promise<void> {
  const state = await session.ask(`timeout ${startSeconds} systemctl is-system-running --wait`);
  const failed = await session.ask('systemctl --failed --no-legend --plain');
  assert.is(state.output, 'running', `the state of the system (failed units: ${failed.output})`);
}

/** Names, addresses, time zone and firewall are those of the stick's site.yaml. */
async function checkPlace(session: Session): Promise<void> {
  assert.is(await session.must('hostname'), 'head');
  assert.is(await session.must('hostname --fqdn'), 'head.test.example');
  assert.is(await session.must('readlink /etc/localtime'), '/usr/share/zoneinfo/Europe/Paris');
  assert.match(await session.must('ip -4 -oneline address show'), /inet 10\.77\.0\.1\/24/);
  const rules = await session.must('nft list ruleset');
  assert.match(rules, /hook input priority filter; policy drop;/);
  assert.match(rules, /tcp dport 22 accept/);
  assert.match(rules, /ip saddr 10\.77\.0\.0\/24 tcp dport 80 accept/);
  assert.match(await session.must('cat /etc/fstab'), /UUID=\S+ \/state ext4/);
  assert.match(await session.must('findmnt -n -o SOURCE,FSTYPE /state'), /ext4/);
}

async function checkKeyLogin(session: Session, privateKey: string): Promise<void> {
  const encoded = Buffer.from(privateKey).toString('base64');
  await session.must('umask 077; : > /tmp/key64');
  // a terminal's line has 4095 characters at most
  for (let at = 0; at < encoded.length; at += 400) {
    await session.must(`printf %s ${encoded.slice(at, at + 400)} >> /tmp/key64`);
  }
  await session.must('base64 -d /tmp/key64 > /tmp/key');
  const ssh =
    'ssh -i /tmp/key -q -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null';
  assert.match(await session.must(`${ssh} root@10.77.0.1 echo by-key`), /by-key/);
  assert.is(await session.must(`${ssh} ada@10.77.0.1 sudo -n id -u`), '0');
  const password = await session.ask(`${ssh} -o PubkeyAuthentication=no root@10.77.0.1 true`);
  assert.is.not(password.status, 0, 'no login over the network without a key');
  await session.must('rm /tmp/key /tmp/key64');
}

/** Every package of the distribution can be had from the machine's own disk, and nginx serves it. */
async function checkDistribution(session: Session): Promise<void> {
  const update = await session.must('apt-get update');
  assert.not.match(update, /^[WE]:/m);
  const names = 'apt-cache dumpavail | sed -n "s/^Package: //p" | sort -u';
  const count = Number(await session.must(`${names} | wc -l`));
  assert.ok(count > 100, `the distribution has ${count} packages`);
  await session.must(
    `apt-get install -y --reinstall --download-only $(${names}) >/tmp/apt.log || { tail /tmp/apt.log; false; }`,
  );
  await session.must(
    'apt-get install -y --reinstall nano >/tmp/apt.log 2>&1 || { tail /tmp/apt.log; false; }',
  );
  await session.must(
    '/usr/lib/apt/apt-helper download-file http://10.77.0.1/releases/current/distribution/dists/$(. /etc/os-release; echo $VERSION_CODENAME)/Release /tmp/Release',
  );
}

/** `uname -n` was the machine's name for the scripts of its packages: ssh-keygen writes it behind the keys. */
export async function checkNamedFromTheStart(session: Session): Promise<void> {
  assert.is(await session.must("cut -d ' ' -f 3 /etc/ssh/ssh_host_ecdsa_key.pub"), 'root@head');
}

/** What was carried out, by whom, and how it ended. */
async function checkRecords(session: Session): Promise<void> {
  const profile = await session.must('cairn graph profile frontend');
  assert.match(profile, /distribution/);
  assert.match(await session.must('dpkg-query --show cairn'), /cairn\s+\S+/);
  assert.match(
    await session.must('cat /var/log/cairn/description.json | head -c 200'),
    /"appliance": "frontend"/,
  );
  assert.match(
    await session.must('cat /var/log/cairn/files.tsv'),
    /create\t\/etc\/hosts\tnames \(base\/nodes\/names\.xml:\d+\)/,
  );
  const statuses = (await session.must('cut -f1 /var/log/cairn/scripts/status.tsv')).split('\n');
  assert.ok(statuses.length >= 8 && statuses.every((status) => status.trim() === '0'), statuses.join(' '));
  await session.must(
    'ls /var/log/cairn/scripts/post/*.log /var/log/cairn/storage.txt /var/log/cairn/install.log',
  );
}

async function checkSecureBoot(session: Session): Promise<void> {
  const variable = '/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c';
  assert.match(await session.must(`od -An -tu1 ${variable}`), /\b1$/);
}
