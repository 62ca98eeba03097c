import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { connectDebconf } from '../../../builder/boot/debian-installer/debconf.ts';
import { PATHS } from '../../../builder/boot/machine/paths.ts';
import type { State } from '../../../builder/boot/machine/state.ts';
import { runStep } from '../../../builder/boot/main.ts';
import type { FakeMachine } from '../../fakes/installer.ts';
import { bundle, debconf, disk, MEDIUM, machine, progress } from '../../fakes/tiny-installation.ts';

const hook = suite('the hook');
hook('with every answer the installer goes on unattended', () => {
  const fake = machine(bundle({ timezone: 'UTC' }));
  assert.is(runStep('hook', fake, debconf().client), 0);
  assert.match(progress(fake), /The graph is compiled/);
  assert.is(fake.files.get(PATHS.consoleMode), 'unattended');
  assert.match(fake.files.get('/var/lib/dpkg/status') ?? '', /Package: cairn-disks/);
});
hook('what is missing is said, and asked for on a console', () => {
  const fake = machine(bundle());
  runStep('hook', fake, debconf().client);
  assert.match(progress(fake), /To be asked: timezone/);
  assert.is(fake.files.get(PATHS.consoleMode), 'questions');
});
hook('a stick answers', () => {
  const fake = machine(bundle(), (command) =>
    command.includes('LABEL=CAIRN') ? { lines: ['/dev/sdb1'] } : undefined,
  );
  fake.files.set(`${PATHS.stick}/site.yaml`, 'timezone: Europe/Paris\n');
  runStep('hook', fake, debconf().client);
  assert.is(fake.files.get(PATHS.consoleMode), 'unattended');
  const state = JSON.parse(fake.files.get(PATHS.state) ?? '') as State;
  assert.equal(state.inUse, ['/dev/sr0', '/dev/sdb1']);
});
hook('a wrong stick fails with file and line, and d-i still starts with our menu', () => {
  const fake = machine(bundle(), (command) =>
    command.includes('LABEL=CAIRN') ? { lines: ['/dev/sdb1'] } : undefined,
  );
  fake.files.set(`${PATHS.stick}/site.yaml`, 'timezone: Europe/Paris\ntimezon: UTC\n');
  assert.is(runStep('hook', fake, debconf().client), 1);
  assert.match(
    fake.files.get(PATHS.failure) ?? '',
    /site\.yaml \(on \/dev\/sdb1\):2:1: error: Unknown key "timezon"/,
  );
  assert.match(fake.files.get('/var/lib/dpkg/status') ?? '', /Package: cairn-answers/);
});
hook('the kernel command line is stronger than the recipe', () => {
  const fake = machine(bundle({ timezone: 'UTC' }));
  fake.files.set('/proc/cmdline', 'cairn.set.timezone=Asia/Tokyo');
  runStep('hook', fake, debconf().client);
  assert.match(fake.files.get(PATHS.compiled) ?? '', /cairn_timezone Asia\/Tokyo/);
});
hook('a clock that is behind the medium is moved before anything else is done with the machine', () => {
  const fake = machine(bundle({ timezone: 'UTC' }), (command) =>
    command === 'date +%s' ? { lines: ['981173106'] } : undefined,
  );
  assert.is(runStep('hook', fake, debconf().client), 0);
  const at = (word: string): number => fake.ran.findIndex((command) => command.startsWith(word));
  assert.ok(at('date -u -s @1700000000') >= 0 && at('date -u -s') < at('mount '));
});
hook('another medium than the one it was started from is not taken', () => {
  const fake = machine(bundle({ timezone: 'UTC' }));
  fake.files.set(`${PATHS.source}/cairn/medium.json`, MEDIUM.replace('abc', 'other'));
  assert.is(runStep('hook', fake, debconf().client), 1);
  assert.match(progress(fake), /No CD or USB stick with "tiny 1" was found in 60 seconds/);
});
hook.run();

const steps = suite('the steps');
steps('answers asks only for what is missing', () => {
  const fake = machine(bundle());
  runStep('hook', fake, debconf().client);
  const { sent, client } = debconf({ 'cairn/string': 'Europe/Rome' });
  assert.is(runStep('answers', fake, client), 0);
  assert.is(sent.filter((line) => line.startsWith('INPUT')).length, 1);
  assert.match(fake.files.get(PATHS.compiled) ?? '', /cairn_timezone Europe\/Rome/);
});
steps("the graph answers d-i's own questions beforehand, also those that are not there yet", () => {
  const given = bundle({ timezone: 'UTC' });
  const lines = 'd-i known/question boolean true\nd-i later/question select one two';
  const native = `<kickstart><main><native installer="preseed">${lines}</native></main></kickstart>`;
  const [roll] = given.rolls;
  const files = roll!.files.map((file) =>
    file.path === 'nodes/frontend.xml' ? { ...file, text: native } : file,
  );
  const fake = machine({ ...given, rolls: [{ ...roll!, files }] });
  runStep('hook', fake, debconf().client);
  const sent: string[] = [];
  const registered = new Set(['known/question']);
  const client = connectDebconf(
    (line) => sent.push(line),
    () => {
      const [command, first = '', second = ''] = sent.at(-1)!.split(' ');
      if (command === 'REGISTER') registered.add(second);
      return command === 'SET' && !registered.has(first) ? '10 no such question' : '0 ';
    },
  );
  assert.is(runStep('answers', fake, client), 0);
  assert.equal(sent, [
    'SET known/question true',
    'FSET known/question seen true',
    'SET later/question one two',
    'REGISTER cairn/selection later/question',
    'SET later/question one two',
    'FSET later/question seen true',
  ]);
});
steps('a wrong answer is told and asked again', () => {
  const given = bundle();
  const [roll] = given.rolls;
  const typed = { ...roll!, attributes: { timezone: { help: 'Where', type: 'timezone' } } };
  const fake = machine({ ...given, rolls: [typed] });
  runStep('hook', fake, debconf().client);
  const answers = ['Europe/Ro\\me', 'Europe/Rome'];
  const { sent, client } = debconf({ 'cairn/string': () => answers.shift() ?? '' });
  assert.is(runStep('answers', fake, client), 0);
  assert.equal(
    sent.filter((line) => /^(?:INPUT|SET cairn|SUBST cairn\/failed)/.test(line)),
    [
      'SET cairn/string ',
      'INPUT critical cairn/string',
      'SUBST cairn/failed TEXT Attribute "timezone": bad time zone "Europe/Ro\\\\me". Write it like Europe/Berlin or UTC.',
      'INPUT critical cairn/failed',
      'SET cairn/string Europe/Ro\\\\me',
      'INPUT critical cairn/string',
    ],
  );
  assert.match(fake.files.get(PATHS.compiled) ?? '', /cairn_timezone Europe\/Rome/);
});
steps('no text becomes a second command of debconf', () => {
  const { sent, client } = debconf();
  client.ask('SUBST cairn/string TEXT a\nSET cairn/confirm true\r\nb');
  assert.equal(sent, ['SUBST cairn/string TEXT a SET cairn/confirm true b']);
});
steps('values and names that no roll allows stop the installation before the disk', () => {
  for (const [word, message] of [
    [
      'cairn.set.timezone=Europe/../x',
      /dialog: error: Attribute "timezone": bad time zone[\s\S]*Write it like/,
    ],
    ['"cairn.set.hostname=a b"', /Attribute "hostname": bad host name "a b"/],
    ['cairn.set.timezon=UTC', /No roll knows attribute "timezon"[\s\S]*Did you mean "timezone"/],
  ] as const) {
    const given = bundle({ timezone: 'UTC' });
    const [roll] = given.rolls;
    const fake = machine({ ...given, rolls: [{ ...roll!, attributes: { timezone: { type: 'timezone' } } }] });
    fake.files.set('/proc/cmdline', `quiet ${word}`);
    assert.is(runStep('hook', fake, debconf().client), 1, word);
    assert.match(progress(fake), message);
  }
});
steps('a foreign disk is not touched', () => {
  const fake = machine(bundle({ timezone: 'UTC' }), (command) =>
    command.startsWith('blkid -p -o export /dev/sda') ? { lines: ['TYPE=LVM2_member'] } : undefined,
  );
  for (const [path, text] of Object.entries(disk)) fake.files.set(path, text);
  runStep('hook', fake, debconf().client);
  const { sent, client } = debconf({ 'cairn/confirm': 'false' });
  assert.is(runStep('disks', fake, client), 1);
  assert.match(progress(fake), /STORAGE_DISK[\s\S]*Waiting for an answer in the installer: which disk\?/);
  assert.ok(sent.some((line) => line.startsWith('INPUT critical cairn/disk')));
  assert.match(progress(fake), /Nothing was written: the plan was refused/);
  assert.equal(
    fake.ran.filter((command) => /^(?:wipefs|mke2fs|sfdisk --no-reread)/.test(command)),
    [],
  );
});
steps('packages that the medium lacks are found before anything is written', () => {
  const given = bundle({ timezone: 'UTC' });
  const [roll] = given.rolls;
  const files = roll!.files.map((file) =>
    file.path === 'nodes/frontend.xml'
      ? {
          ...file,
          text: '<kickstart><package>nano</package><package>mta</package><package>firmware-x</package></kickstart>',
        }
      : file,
  );
  const index = 'Package: nano\nVersion: 1\n\nPackage: exim4\nProvides: mta (= 1), other\n';
  const fake = machine({ ...given, rolls: [{ ...roll!, files }] }, (command) =>
    command.includes('binary-amd64/Packages') ? { lines: index.split('\n') } : undefined,
  );
  for (const [path, text] of Object.entries(disk)) fake.files.set(path, text);
  runStep('hook', fake, debconf().client);
  assert.is(runStep('disks', fake, debconf().client), 1);
  assert.match(
    progress(fake),
    /packages that the distribution lacks: firmware-x\n.*firmware-x: frontend \(tiny\/nodes\/frontend\.xml:1\)/,
  );
  assert.not.match(progress(fake), /create /);
});
steps('the plan is announced before the first write', () => {
  let announced = '';
  const fake: FakeMachine = machine(bundle({ timezone: 'UTC' }), (command) => {
    if (command.startsWith('wipefs') && announced === '') announced = progress(fake);
    return command.startsWith('blkid -p -o export /dev/sda1') ? { lines: ['UUID=1-2'] } : undefined;
  });
  for (const [path, text] of Object.entries(disk)) fake.files.set(path, text);
  runStep('hook', fake, debconf().client);
  assert.is(runStep('disks', fake, debconf().client), 0);
  assert.match(announced, /create {2}\/dev\/sda1 {2}cairn-root/);
  assert.match(fake.files.get('/run/cairn/fstab') ?? '', /UUID=1-2 \/ ext4/);
});
for (const { title, said, status, runs } of [
  {
    title: 'that could not be fetched are asked for again',
    said: 'dlstatus:1:5:Reading',
    status: 0,
    runs: 3,
  },
  { title: 'that never come end it after a minute', said: 'dlstatus:1:5:Reading', status: 1, runs: 12 },
  {
    title: 'that cannot be unpacked are not tried twice',
    said: 'pmstatus:nano:5:Unpacking',
    status: 1,
    runs: 1,
  },
  { title: 'that apt does not know are not tried twice', said: 'Reading package lists', status: 1, runs: 1 },
])
  steps(`packages ${title}`, () => {
    let installs = 0;
    const fake = machine(bundle({ timezone: 'UTC' }), (command) => {
      if (command.startsWith('blkid -p -o export /dev/sda1')) return { lines: ['UUID=1-2'] };
      if (!command.includes('apt-get install')) return undefined;
      installs += 1;
      return installs === 3 && status === 0 ? { status: 0 } : { status: 100, lines: [said] };
    });
    for (const [path, text] of Object.entries(disk)) fake.files.set(path, text);
    for (const step of ['hook', 'disks']) assert.is(runStep(step, fake, debconf().client), 0);
    assert.is(runStep('system', fake, debconf().client), status);
    assert.is(installs, runs);
    if (status !== 0)
      assert.match(progress(fake), /The packages cannot be installed \(apt-get: status 100\)/);
  });
steps('the machine has its name before the first package is unpacked', () => {
  const fake = machine(bundle({ timezone: 'UTC' }), (command) =>
    command.startsWith('blkid -p -o export /dev/sda1') ? { lines: ['UUID=1-2'] } : undefined,
  );
  fake.files.set('/proc/cmdline', 'cairn.set.hostname=head');
  for (const [path, text] of Object.entries(disk)) fake.files.set(path, text);
  for (const step of ['hook', 'disks', 'system']) assert.is(runStep(step, fake, debconf().client), 0);
  const at = (word: string): number => fake.ran.findIndex((command) => command.includes(word));
  assert.ok(at('hostname head') >= 0 && at('hostname head') < at('apt-get update'));
  assert.is(fake.files.get('/target/etc/hostname'), 'head\n');
});
steps('a script that fails ends the installation, with its output', () => {
  const fake = machine(bundle({ timezone: 'UTC', post: 'exit 3' }), (command) => {
    if (command.startsWith('blkid -p -o export /dev/sda1')) return { lines: ['UUID=1-2'] };
    if (!command.includes('cairn-scripts/001-all')) return undefined;
    fake.files.set('/target/var/log/cairn/scripts/post/001-all.log', 'it broke\n');
    return { status: 3 };
  });
  for (const [path, text] of Object.entries(disk)) fake.files.set(path, text);
  for (const step of ['hook', 'disks']) assert.is(runStep(step, fake, debconf().client), 0);
  assert.is(runStep('system', fake, debconf().client), 1);
  assert.match(
    progress(fake),
    /FAILED\n.*The post script of all \(tiny\/nodes\/all\.xml:3\) failed with status 3/,
  );
  assert.match(progress(fake), /it broke/);
  assert.is(
    fake.files.get('/target/var/log/cairn/scripts/status.tsv'),
    '3\tpost\t001-all\tall (tiny/nodes/all.xml:3)\n',
  );
  assert.ok(!fake.ran.some((command) => command.includes('grub-install')), 'the disk does not start');
  assert.is(runStep('finish', fake, debconf().client), 1, 'nothing goes on after a failure');
});
steps('no secret is in what is kept with the graph', () => {
  const given = bundle({ timezone: 'UTC' });
  const [roll] = given.rolls;
  const files = roll!.files.map((file) =>
    file.path === 'nodes/frontend.xml'
      ? { ...file, text: '<kickstart><main><rootpw>--iscrypted &hash;</rootpw></main></kickstart>' }
      : file,
  );
  const attributes = { ...roll!.attributes, hash: { secret: true } };
  const fake = machine({ ...given, rolls: [{ ...roll!, attributes, files }] }, (command) =>
    command.startsWith('blkid -p -o export /dev/sda1') ? { lines: ['UUID=1-2'] } : undefined,
  );
  fake.files.set('/proc/cmdline', 'cairn.set.hash=$6$hidden');
  for (const [path, text] of Object.entries(disk)) fake.files.set(path, text);
  for (const step of ['hook', 'disks', 'system']) assert.is(runStep(step, fake, debconf().client), 0);
  const kept = fake.files.get('/target/var/log/cairn/description.json') ?? '';
  assert.match(kept, /\[secret hash\]/);
  assert.not.match(kept, /hidden/);
});
steps.run();
