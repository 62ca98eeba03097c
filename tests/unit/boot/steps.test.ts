import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { connectDebconf } from '../../../builder/boot/debian-installer/debconf.ts';
import { PATHS } from '../../../builder/boot/machine/paths.ts';
import type { InstallState } from '../../../builder/boot/machine/state.ts';
import { runStep } from '../../../builder/boot/main.ts';
import { runEvals } from '../../../builder/build/mod.ts';
import type { GraphBundle } from '../../../builder/model/mod.ts';

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
  const state = JSON.parse(fake.files.get(PATHS.state) ?? '') as InstallState;
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
steps(
  'what a program looked at has the value of the build: no other is taken, and nobody is asked',
  async () => {
    const given = { ...bundle(), attributes: { global: { timezone: 'UTC', flavour: 'mint' } } };
    const [roll] = given.rolls;
    const text = '<kickstart><post><eval env="flavour">echo $flavour</eval></post></kickstart>';
    const files = roll!.files.map((file) => (file.path === 'nodes/frontend.xml' ? { ...file, text } : file));
    const attributes = { timezone: { type: 'timezone' }, flavour: { default: 'none' } };
    const asked = { ...given, rolls: [{ ...roll!, attributes, files }], allowEval: [roll!.name] };
    const settled = await runEvals(asked, ['frontend'], { rolls: [], allowed: [roll!.name] });
    const install = (cmdline: string, stick: string): string => {
      const fake = machine(settled, (command) =>
        stick !== '' && command.includes('LABEL=CAIRN') ? { lines: ['/dev/sdb1'] } : undefined,
      );
      fake.files.set('/proc/cmdline', cmdline);
      fake.files.set(`${PATHS.stick}/site.yaml`, stick);
      if (runStep('hook', fake, debconf().client) !== 0) return progress(fake);
      const { askable } = JSON.parse(fake.files.get(PATHS.compiled)!).compiled;
      return askable.map(({ name }: { name: string }) => name).join(' ');
    };
    assert.is(install('', ''), 'timezone');
    assert.is(install('cairn.set.flavour=mint', ''), 'timezone');
    assert.is(install('', 'attributes: { global: { flavour: mint } }\n'), 'timezone');
    const refused = /Attribute "flavour" cannot be set here: a program of a roll looked at it/;
    assert.match(install('cairn.set.flavour=lime', ''), refused);
    assert.match(install('', 'attributes: { global: { flavour: lime } }\n'), refused);
    assert.match(install('', 'attributes: { appliance: { frontend: { flavour: none } } }\n'), refused);
  },
);
const screen = (body: string): GraphBundle => {
  const given = bundle({ timezone: 'UTC' });
  const [roll] = given.rolls;
  const text = `<kickstart><screen><title>Homes</title>${body}</screen>
<post><file name="/etc/homes">&homes;</file></post></kickstart>`;
  const files = roll!.files.map((file) => (file.path === 'nodes/frontend.xml' ? { ...file, text } : file));
  return { ...given, rolls: [{ ...roll!, files }] };
};
const HOMES = '<variable><name>homes</name><label>Where homes are:</label><help>A path</help></variable>';
steps('a question of a screen is asked under its title, and the answer is an attribute', () => {
  const fake = machine(screen(HOMES));
  runStep('hook', fake, debconf().client);
  assert.match(progress(fake), /To be asked: homes/);
  assert.is(fake.files.get(PATHS.consoleMode), 'questions');
  const { sent, client } = debconf({ 'cairn/string': '/srv/home' });
  assert.is(runStep('answers', fake, client), 0);
  assert.equal(sent.slice(0, 7), [
    'SUBST cairn/screen TEXT Homes',
    'SETTITLE cairn/screen',
    'SUBST cairn/string NAME Where homes are',
    'SUBST cairn/string TEXT A path',
    'SET cairn/string ',
    'FSET cairn/string seen false',
    'INPUT critical cairn/string',
  ]);
  const state = JSON.parse(fake.files.get(PATHS.state)!) as InstallState;
  assert.equal(state.given, { homes: '/srv/home' });
  assert.match(fake.files.get(PATHS.compiled)!, /"text":"\/srv\/home"/);
});
steps('nobody is asked what has a value already, nor for a default', () => {
  const withDefault = HOMES.replace('</variable>', '<default>/home</default></variable>');
  for (const [given, cmdline, text] of [
    [screen(HOMES), 'cairn.set.homes=/x', '/x'],
    [{ ...screen(HOMES), attributes: { global: { timezone: 'UTC', homes: '/site' } } }, '', '/site'],
    [screen(withDefault), '', '/home'],
    [screen(withDefault), 'cairn.set.homes=/x', '/x'],
    [screen(HOMES.replace('</variable>', '<optional/></variable>')), '', ''],
  ] as const) {
    const fake = machine(given);
    fake.files.set('/proc/cmdline', cmdline);
    runStep('hook', fake, debconf().client);
    assert.is(fake.files.get(PATHS.consoleMode), 'unattended', progress(fake));
    const { sent, client } = debconf();
    assert.is(runStep('answers', fake, client), 0);
    assert.equal(sent, []);
    assert.match(
      fake.files.get(PATHS.compiled)!,
      `"path":"/etc/homes","mode":"create","vars":"literal","text":"${text}"`,
    );
  }
});
steps('a default is proposed to somebody who asked for questions', () => {
  const fake = machine(screen(HOMES.replace('</variable>', '<default>/home</default></variable>')));
  fake.files.set('/proc/cmdline', 'cairn.questions=1');
  runStep('hook', fake, debconf().client);
  const { sent, client } = debconf({ 'cairn/string': '/other' });
  assert.is(runStep('answers', fake, client), 0);
  assert.ok(sent.includes('SET cairn/string /home'));
});
steps('a choice is a list, yes or no is yes or no, a number is a number', () => {
  const fake = machine(
    screen(
      `${HOMES.replace('</variable>', '<type>select</type><option>a, b</option><option>c</option></variable>')}
<variable><name>share</name><label>Share them</label><type>checkbox</type></variable>
<variable><name>count</name><type>integer</type></variable>`,
    ),
  );
  runStep('hook', fake, debconf().client);
  const numbers = ['many', '7'];
  const sent: string[] = [];
  const answers: Record<string, () => string> = {
    'GET cairn/select': () => 'c',
    'GET cairn/boolean': () => 'true',
    'GET cairn/string': () => numbers.shift()!,
  };
  const client = connectDebconf(
    (line) => sent.push(line),
    () => `0 ${answers[sent.at(-1)!]?.() ?? ''}`,
  );
  assert.is(runStep('answers', fake, client), 0);
  // The protocol takes one backslash away, the list of choices the other
  assert.ok(sent.includes('SUBST cairn/select CHOICES a\\\\, b, c'));
  assert.ok(sent.includes('SUBST cairn/failed TEXT Bad number "many". Write a whole number.'));
  const { given } = JSON.parse(fake.files.get(PATHS.state)!) as InstallState;
  assert.equal(given, { homes: 'c', share: 'true', count: '7' });
});
steps('an answer may bring further questions', () => {
  const more = '<variable cond="homes == \'nfs\'"><name>server</name><label>Server</label></variable>';
  const fake = machine(screen(HOMES + more));
  runStep('hook', fake, debconf().client);
  assert.is(runStep('answers', fake, debconf({ 'cairn/string': 'nfs' }).client), 0);
  const { given } = JSON.parse(fake.files.get(PATHS.state)!) as InstallState;
  assert.equal(given, { homes: 'nfs', server: 'nfs' });
  assert.match(progress(fake), /Answered: homes\n[\s\S]*Answered: server\n/);
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
          text: '<kickstart><package>nano:amd64</package><package>mta</package><package>firmware-x</package><package>nano:i386</package></kickstart>',
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
    /packages that the distribution lacks: firmware-x, nano:i386\n.*firmware-x: frontend \(tiny\/nodes\/frontend\.xml:1\)/,
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
steps(
  'what is not wanted is kept out where apt knows it: it refuses a name that the medium does not have',
  () => {
    const given = bundle({ timezone: 'UTC' });
    const [roll] = given.rolls;
    const text =
      '<kickstart><package>nano</package><package disable="yes">exim4</package><package disable="yes">popcon</package></kickstart>';
    const files = roll!.files.map((file) => (file.path === 'nodes/frontend.xml' ? { ...file, text } : file));
    const fake = machine({ ...given, rolls: [{ ...roll!, files }] }, (command) => {
      if (command.startsWith('blkid -p -o export /dev/sda1')) return { lines: ['UUID=1-2'] };
      if (command.includes('binary-amd64/Packages')) return { lines: ['Package: nano', 'Depends: exim4'] };
      return command.endsWith('apt-cache pkgnames') ? { lines: ['nano', 'exim4'] } : undefined;
    });
    for (const [path, content] of Object.entries(disk)) fake.files.set(path, content);
    for (const step of ['hook', 'disks', 'system'])
      assert.is(runStep(step, fake, debconf().client), 0, progress(fake));
    const install = fake.ran.find((command) => command.includes('apt-get install'))!;
    assert.match(install, / nano exim4-$/);
  },
);
for (const { title, status, isMade } of [
  { title: 'of the base serves where this system would make the same', status: 0, isMade: false },
  { title: 'is made where packages or files add to that of the base', status: 1, isMade: true },
  { title: 'is made where the base has none', status: undefined, isMade: true },
])
  steps(`the initial RAM disk ${title}`, () => {
    const take = '/usr/lib/cairn/initramfs/take';
    const fake = machine(bundle({ timezone: 'UTC' }), (command) => {
      if (command.startsWith('blkid -p -o export /dev/sda1')) return { lines: ['UUID=1-2'] };
      return command === `chroot /target ${take}` ? { status: status! } : undefined;
    });
    for (const [path, text] of Object.entries(disk)) fake.files.set(path, text);
    if (status !== undefined) fake.files.set(`/target${take}`, '');
    for (const step of ['hook', 'disks', 'system'])
      assert.is(runStep(step, fake, debconf().client), 0, progress(fake));
    assert.is(
      fake.ran.some((command) => command.endsWith('update-initramfs -c -k all')),
      isMade,
    );
  });
steps(
  'packages do not wait for the disk: a library that is gone after the restart keeps them from it',
  () => {
    const fake = machine(bundle({ timezone: 'UTC' }), (command) =>
      command.startsWith('blkid -p -o export /dev/sda1') ? { lines: ['UUID=1-2'] } : undefined,
    );
    for (const [path, text] of Object.entries(disk)) fake.files.set(path, text);
    fake.files.set('/usr/lib/cairn/libeatmydata.so', '');
    for (const step of ['hook', 'disks', 'system'])
      assert.is(runStep(step, fake, debconf().client), 0, progress(fake));
    const at = (part: string): number => fake.ran.findIndex((command) => command.includes(part));
    const copied = at('cp /usr/lib/cairn/libeatmydata.so /target/run/libeatmydata.so');
    assert.ok(
      at('mount -t tmpfs -o mode=0755') < copied && copied < at('apt-get install'),
      fake.ran.join('\n'),
    );
    assert.ok(at('apt-get install') < at('chroot /target sync'), 'all of it is written at the end');
  },
);
steps('scripts have shared memory and terminals, as on the machine that starts', () => {
  const fake = machine(bundle({ timezone: 'UTC' }), (command) =>
    command.startsWith('blkid -p -o export /dev/sda1') ? { lines: ['UUID=1-2'] } : undefined,
  );
  for (const [path, text] of Object.entries(disk)) fake.files.set(path, text);
  for (const step of ['hook', 'disks', 'system'])
    assert.is(runStep(step, fake, debconf().client), 0, progress(fake));
  const at = (command: string): number => fake.ran.indexOf(command);
  const bound = at('mount -o bind /dev /target/dev');
  const inside = [
    at('mount -t devpts -o gid=5,mode=0620,ptmxmode=0666 devpts /target/dev/pts'),
    at('mount -t tmpfs -o mode=1777 tmpfs /target/dev/shm'),
  ];
  const left = ['shm', 'pts'].map((name) => at(`umount /target/dev/${name}`));
  const order = [bound, ...inside, ...left, at('umount /target/dev')];
  assert.ok(bound >= 0, fake.ran.join('\n'));
  assert.equal(
    order,
    [...order].sort((a, b) => a - b),
  );
});
steps('the console says how far the packages are, a quarter at a time', () => {
  const said = [
    'dlstatus:1:90:x',
    ...[1, 20, 30, 50, 99, 100].map((percent) => `pmstatus:nano:${percent}:x`),
  ];
  const fake = machine(bundle({ timezone: 'UTC' }), (command) => {
    if (command.startsWith('blkid -p -o export /dev/sda1')) return { lines: ['UUID=1-2'] };
    return command.includes('apt-get install') ? { lines: said } : undefined;
  });
  for (const [path, text] of Object.entries(disk)) fake.files.set(path, text);
  for (const step of ['hook', 'disks', 'system']) assert.is(runStep(step, fake, debconf().client), 0);
  assert.equal(progress(fake).match(/Packages: \d+ %/g), [
    'Packages: 25 %',
    'Packages: 50 %',
    'Packages: 75 %',
  ]);
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
steps('scripts for later are kept on the machine, executable and in order', () => {
  const given = bundle({ timezone: 'UTC' });
  const [roll] = given.rolls;
  const node = `<kickstart>
<configure phase="reconfigure" env="timezone">echo "$timezone"<file name="/etc/x">1</file></configure>
<configure phase="post,reconfigure" interpreter="/usr/bin/python3 -u">print(1)</configure>
<configure phase="reconfigure" interpreter="perl -w">1;</configure></kickstart>`;
  const files = roll!.files.map((file) =>
    file.path === 'nodes/frontend.xml' ? { ...file, text: node } : file,
  );
  const fake = machine({ ...given, rolls: [{ ...roll!, files }] }, (command) =>
    command.startsWith('blkid -p -o export /dev/sda1') ? { lines: ['UUID=1-2'] } : undefined,
  );
  for (const [path, text] of Object.entries(disk)) fake.files.set(path, text);
  for (const step of ['hook', 'disks', 'system']) assert.is(runStep(step, fake, debconf().client), 0);
  const folder = '/target/usr/lib/cairn/reconfigure.d';
  const kept = [...fake.files.keys()].filter((path) => path.startsWith(folder)).sort();
  assert.equal(
    kept.map((path) => [path.slice(folder.length + 1), fake.modes.get(path)]),
    [
      ['001-frontend', 0o700],
      ['002-frontend', 0o700],
      ['003-frontend', 0o700],
      ['index.json', 0o600],
    ],
  );
  assert.match(
    fake.files.get(kept[0]!)!,
    /^#!\/usr\/bin\/env bash\nexport timezone=UTC\n[\s\S]*echo "\$timezone"[\s\S]*cairn_file create \/etc\/x/,
  );
  assert.is(fake.files.get(kept[1]!), '#!/usr/bin/python3 -u\nprint(1)\n');
  assert.is(fake.files.get(kept[2]!), '#!/usr/bin/env -S perl -w\n1;\n');
  const { scripts } = JSON.parse(fake.files.get(kept[3]!)!) as { scripts: { name: string; line: number }[] };
  assert.equal(
    scripts.map(({ name, line }) => `${name} ${line}`),
    ['001-frontend 2', '002-frontend 3', '003-frontend 4'],
  );
});
steps('a damaged base of the medium is found before it is unpacked', () => {
  const fake = machine(bundle({ timezone: 'UTC' }), (command) => {
    if (command.startsWith('blkid -p -o export /dev/sda1')) return { lines: ['UUID=1-2'] };
    return command.startsWith('sha256sum ') ? { lines: [`${'0'.repeat(64)}  base.tar.zst`] } : undefined;
  });
  for (const [path, text] of Object.entries(disk)) fake.files.set(path, text);
  for (const step of ['hook', 'disks']) assert.is(runStep(step, fake, debconf().client), 0);
  assert.is(runStep('system', fake, debconf().client), 1);
  assert.match(progress(fake), /The medium is damaged: base\.tar\.zst/);
  assert.not.ok(fake.ran.some((command) => command.startsWith('zstd ')));
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
