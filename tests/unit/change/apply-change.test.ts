import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { applyChange } from '../../../builder/boot/apply/apply-change.ts';
import { HOST_KEY_PATH, HOST_PATHS, type HostRecord, RELEASE_FILE } from '../../../builder/model/mod.ts';
import { createFakeMachine, type FakeMachine } from '../../fakes/installer.ts';
import { bundleOfNode, describeBundle, requestOf } from '../../fakes/records.ts';

const KEY = 'the key of this host';

/** Sums of a fake machine's files are their texts, so that a change of one is seen. */
function sumLines(fake: () => FakeMachine, command: string): readonly string[] | undefined {
  if (!command.startsWith('sha256sum ')) return undefined;
  return command
    .split(' ')
    .slice(1)
    .map((path) => `${hexOf(fake().files.get(path) ?? '')}  ${path}`);
}
function hexOf(text: string): string {
  let sum = 7;
  for (const sign of text) sum = (sum * 31 + sign.codePointAt(0)!) % 0xffffff;
  return sum.toString(16).padStart(64, '0');
}

/** A machine that was installed with one body of its node. @param fails says whether a command fails */
function installed(body: string, fails: (command: string) => boolean = () => false): FakeMachine {
  const fake: FakeMachine = createFakeMachine({ [HOST_KEY_PATH]: KEY }, (command) => {
    if (fails(command)) return { status: 1 };
    // Scripts of the graph write one file each
    const script = /\/run\/cairn-apply\/(\S+)$/.exec(command);
    if (script !== null) {
      const text = fake.files.get(`/run/cairn-apply/${script[1]}`) ?? '';
      for (const [, path, written] of text.matchAll(/^cairn_file create (\S+) .*\n([\s\S]*?)CAIRN_END$/gm))
        fake.files.set(path!, written!);
      return {};
    }
    const copy = /^cp -p -- (\S+) (\S+)$/.exec(command);
    if (copy !== null) fake.files.set(copy[2]!, fake.files.get(copy[1]!) ?? '');
    const lines = sumLines(() => fake, command);
    return lines === undefined ? undefined : { lines };
  });
  const described = describeBundle(bundleOfNode(body), {}, KEY);
  fake.files.set(HOST_PATHS.record, JSON.stringify(described.record));
  for (const { thing, content } of described.things)
    if (thing.kind === 'file') fake.files.set(thing.name, content.slice(content.indexOf('\n') + 1));
  const files = described.record.things.filter(({ kind }) => kind === 'file').map(({ name }) => name);
  const sums = Object.fromEntries(files.map((name) => [name, hexOf(fake.files.get(name)!)]));
  fake.files.set(HOST_PATHS.files, JSON.stringify(sums));
  return fake;
}

const recordOf = (fake: FakeMachine): HostRecord =>
  JSON.parse(fake.files.get(HOST_PATHS.record)!) as HostRecord;

const SERVER = (name: string): string =>
  `<service name="chrony.service"/><sysctl name="a.b" value="${name.length}"/>
<configure phase="post,reconfigure"><file name="/etc/chrony.conf">${name}
</file></configure>`;

const test = suite('cairn host apply, on the host');

test('of what is alike does nothing, and says so', () => {
  const fake = installed(SERVER('one'));
  const before = fake.files.get('/etc/chrony.conf');
  const answer = applyChange(fake, requestOf(SERVER('one')));
  assert.is(answer.plan.verdict, 'nothing');
  assert.is(fake.files.get('/etc/chrony.conf'), before);
  assert.not.ok(fake.ran.some((line) => /systemctl|apt-get/.test(line)));
  assert.is(recordOf(fake).graph, 'now');
});

test('writes files, runs what may run again, restarts what reads it, and is then done', () => {
  const fake = installed(SERVER('one'));
  const answer = applyChange(fake, requestOf(SERVER('three')));
  assert.is(answer.failure, undefined);
  assert.is(fake.files.get('/etc/chrony.conf'), 'three\n');
  assert.match(fake.files.get('/etc/sysctl.d/60-cairn.conf')!, 'a.b = 5');
  assert.ok(fake.ran.includes('timeout 120 systemctl try-reload-or-restart -- chrony.service'));
  assert.ok(fake.ran.includes('timeout 120 systemctl try-reload-or-restart -- systemd-sysctl.service'));
  assert.not.ok(fake.files.has(HOST_PATHS.applying));
  assert.is(applyChange(fake, requestOf(SERVER('three'))).plan.verdict, 'nothing');
});

test('has apt trust the keys of the release before anything comes from there, and keeps its name', () => {
  const fake = installed(SERVER('one'));
  const moved = requestOf(`${SERVER('one')}<package>tree</package>`);
  assert.is(applyChange(fake, moved).failure, undefined);
  const at = (word: string): number => fake.ran.findIndex((line) => line.includes(word));
  assert.ok(at('base64 --decode') >= 0 && at('base64 --decode') < at('apt-get'), fake.ran.join('\n'));
  assert.is(fake.files.get(RELEASE_FILE), 'r\n');
});

test('refuses what would need an installation, and changes nothing', () => {
  const fake = installed('<post>true</post>');
  const before = JSON.stringify([...fake.files]);
  const { plan } = applyChange(fake, requestOf('<post>false</post><sysctl name="a.b" value="1"/>'));
  assert.is(plan.verdict, 'reinstall');
  assert.is(JSON.stringify([...fake.files]), before);
});

test('only looks when it is told so', () => {
  const fake = installed(SERVER('one'));
  const before = JSON.stringify([...fake.files]);
  assert.is(applyChange(fake, requestOf(SERVER('two'), { dryRun: true })).plan.verdict, 'in place');
  assert.is(JSON.stringify([...fake.files]), before);
});

test('leaves alone what somebody changed by hand, and says so each time', () => {
  const fake = installed(SERVER('one'));
  fake.files.set('/etc/chrony.conf', 'mine\n');
  for (let time = 0; time < 2; time += 1) {
    const answer = applyChange(fake, requestOf(SERVER('three')));
    assert.equal(answer.drift, ['/etc/chrony.conf']);
    assert.is(fake.files.get('/etc/chrony.conf'), 'mine\n');
    assert.match(fake.files.get('/etc/sysctl.d/60-cairn.conf')!, 'a.b = 5');
  }
});

test('writes over it when it is told so, and keeps what it held', () => {
  const fake = installed(SERVER('one'));
  fake.files.set('/etc/chrony.conf', 'mine\n');
  const answer = applyChange(fake, requestOf(SERVER('one'), { overwrite: true }));
  assert.equal(answer.overwritten, ['/etc/chrony.conf']);
  assert.is(fake.files.get('/etc/chrony.conf'), 'one\n');
  assert.is(fake.files.get('/etc/chrony.conf.cairn-old'), 'mine\n');
  assert.equal(applyChange(fake, requestOf(SERVER('one'))).drift, []);
});

test('takes away what nobody wants any more: what lay there before comes back', () => {
  const fake = installed('<sysctl name="a.b" value="1"/><timer name="t" every="1h" run="/bin/true"/>');
  fake.files.set(`${HOST_PATHS.originals}/%2Fetc%2Fsysctl.d%2F60-cairn.conf`, 'as it was\n');
  assert.is(applyChange(fake, requestOf('')).failure, undefined);
  assert.is(fake.files.get('/etc/sysctl.d/60-cairn.conf'), 'as it was\n');
  assert.not.ok(fake.files.has('/etc/systemd/system/t.timer'));
  assert.ok(fake.ran.includes('systemctl disable --now -- t.timer'));
});

test('what it wrote itself, now or in a try that was cut off, is not what lay there before', () => {
  const fake = installed('<sysctl name="a.b" value="1"/>');
  const timer = '<timer name="t" every="1h" run="/bin/true"/>';
  assert.is(applyChange(fake, requestOf(`<sysctl name="a.b" value="2"/>${timer}`)).failure, undefined);
  assert.is(applyChange(fake, requestOf('')).failure, undefined);
  for (const path of ['/etc/sysctl.d/60-cairn.conf', '/etc/systemd/system/t.timer'])
    assert.not.ok(fake.files.has(path), path);

  // What somebody else put there in the meantime comes back
  fake.files.set('/etc/systemd/system/t.timer', 'theirs\n');
  assert.is(applyChange(fake, requestOf(timer)).failure, undefined);
  assert.match(fake.files.get('/etc/systemd/system/t.timer')!, 'OnUnitActiveSec');
  assert.is(applyChange(fake, requestOf('')).failure, undefined);
  assert.is(fake.files.get('/etc/systemd/system/t.timer'), 'theirs\n');
});

test('a change that fails is gone on with by the next', () => {
  let isBroken = true;
  const fake = installed(SERVER('one'), (command) => isBroken && command.includes('try-reload-or-restart'));
  const failed = applyChange(fake, requestOf(SERVER('two')));
  assert.match(failed.failure ?? '', 'chrony.service');
  assert.ok(fake.files.has(HOST_PATHS.applying));
  assert.not.equal(recordOf(fake).graph, 'now');
  isBroken = false;
  const again = applyChange(fake, requestOf(SERVER('two')));
  assert.is(again.failure, undefined);
  assert.ok(again.plan.changes.some(({ name }) => name === '/etc/chrony.conf'));
  assert.not.ok(fake.files.has(HOST_PATHS.applying));
  assert.is(applyChange(fake, requestOf(SERVER('two'))).plan.verdict, 'nothing');
});

test('one that was cut off at any moment is finished by the next', () => {
  const wanted = `${SERVER('three')}<package>curl</package><account name="a" uid="700"/><timer name="t" every="1h" run="/bin/true"/>`;
  const whole = installed(SERVER('one'));
  applyChange(whole, requestOf(wanted));
  const steps = whole.ran.length;
  for (let at = 0; at < steps; at += 1) {
    let count = 0;
    let isCut = true;
    const fake = installed(SERVER('one'), () => {
      count += 1;
      if (isCut && count > at) throw new Error('killed');
      return false;
    });
    const killed = { ...fake, write: cutAfter(fake, () => isCut && count > at) };
    try {
      applyChange(killed, requestOf(wanted));
    } catch {
      // As by kill -9
    }
    isCut = false;
    assert.is(applyChange(fake, requestOf(wanted)).failure, undefined, `cut off at ${at}`);
    const last = applyChange(fake, requestOf(wanted));
    assert.is(last.plan.verdict, 'nothing', `cut off at ${at}`);
    assert.equal(last.drift, [], `cut off at ${at}`);
    assert.equal(recordOf(fake).things, recordOf(whole).things);
    assert.is(fake.files.get('/etc/chrony.conf'), 'three\n');
  }
});

/** Of a program that is killed nothing is written any more. */
function cutAfter(fake: FakeMachine, isCut: () => boolean): FakeMachine['write'] {
  return (path, text, mode) => {
    if (isCut()) throw new Error('killed');
    fake.write(path, text, mode);
  };
}

test('changes packages with the words of apt, and removes what nobody needs', () => {
  const fake = installed('<package>old</package>');
  applyChange(fake, requestOf('<package>curl</package>'));
  const apt = fake.ran.filter((line) => line.startsWith('apt-get'));
  assert.ok(apt[0]!.includes(' update '));
  assert.ok(apt[1]!.endsWith(' install curl'));
});

test.run();
