import { createHash } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Compiled } from '../../../builder/boot/answers/compile.ts';
import { connectDebconf } from '../../../builder/boot/debian-installer/debconf.ts';
import { sendNew } from '../../../builder/boot/frontend/send-log.ts';
import { giveSecretFiles, writeSecretFiles } from '../../../builder/boot/install/secret-files.ts';
import { parseBootOptions } from '../../../builder/boot/machine/cmdline.ts';
import type { ProgramOptions } from '../../../builder/boot/machine/effects.ts';
import { startNetwork } from '../../../builder/boot/machine/network.ts';
import { PATHS } from '../../../builder/boot/machine/paths.ts';
import { type InstallState, readState } from '../../../builder/boot/machine/state.ts';
import { runStep } from '../../../builder/boot/main.ts';
import type { GraphBundle, HostDocument, SecretsAnswer } from '../../../builder/model/mod.ts';
import { createFakeMachine, type FakeMachine } from '../../fakes/installer.ts';

const TOKEN = 'abcdefghijklmnopqrstuvwxyz';
const CMDLINE = [
  'cairn.action=install cairn.source=http://10.1.1.1 cairn.host=compute-0-0 cairn.appliance=compute',
  `cairn.token=${TOKEN} BOOTIF=01-52-54-00-AA-00-01 console=ttyS0`,
].join(' ');
const MEDIUM = JSON.stringify({
  name: 'tiny',
  version: '1',
  id: 'abc',
  suite: 'trixie',
  components: ['main'],
  epochSeconds: 1_700_000_000,
});

const bundle: GraphBundle = {
  format: 1,
  rolls: [
    {
      name: 'tiny',
      appliances: { compute: { node: 'compute' } },
      attributes: {
        timezone: { help: 'Where' },
        munge_key: { type: 'key', secret: true },
        root_password_hash: { secret: true, type: 'password' },
      },
      files: [
        { path: 'nodes/compute.xml', text: '<kickstart/>' },
        { path: 'graphs/tiny.xml', text: '<graph><edge from="compute" to="all"/></graph>' },
        {
          path: 'nodes/all.xml',
          text: '<kickstart><main><timezone>&timezone;</timezone></main><post>echo &munge_key; &hostname; &rack;</post></kickstart>',
        },
      ],
    },
  ],
};

const host: HostDocument = {
  format: 1,
  name: 'compute-0-0',
  appliance: 'compute',
  rack: '0',
  rank: '0',
  mac: '52:54:00:aa:00:01',
  address: '10.1.255.254',
  attributes: { global: { timezone: 'UTC' }, rack: { timezone: 'Asia/Tokyo' } },
  frontend: { hostname: 'frontend', address: '10.1.1.1', service: 'https://10.1.1.1:8443' },
};
const secrets: SecretsAnswer = {
  format: 1,
  attributes: { global: { munge_key: 'deepsecret'.repeat(4) } },
  files: {
    '/etc/ssh/ssh_host_ed25519_key': {
      content: 'PRIVATE\n',
      mode: '0600',
      owner: 'root:root',
    },
  },
};

interface Frontend {
  /** What the service does with a path: the text of its answer, or a status. */
  answer: (path: string, body: string) => string | number;
  readonly posted: { readonly path: string; readonly body: string }[];
}

/** A machine that was started by a frontend's boot script. */
function machine(
  over: Partial<Record<'cmdline' | 'document' | 'medium' | 'bundle' | 'proof', string>> = {},
): {
  readonly fake: FakeMachine;
  readonly frontend: Frontend;
} {
  const frontend: Frontend = {
    answer: (path) => (path.endsWith('/secrets') ? JSON.stringify(secrets) : ''),
    posted: [],
  };
  const served: Readonly<Record<string, string>> = {
    'http://10.1.1.1/medium.json': over.medium ?? MEDIUM,
    'http://10.1.1.1/hosts/compute-0-0.json': over.document ?? JSON.stringify(host),
    'http://10.1.1.1/graph.json': over.bundle ?? JSON.stringify(bundle),
  };
  const fake: FakeMachine = createFakeMachine(
    {
      '/proc/cmdline': over.cmdline ?? CMDLINE,
      '/proc/consoles': 'ttyS0 -W- (EC p  )    4:64\n',
      '/etc/inittab': '',
      '/var/lib/dpkg/status': '',
      '/sys/class/net/eth0/type': '1',
      '/sys/class/net/eth0/device/vendor': '1',
      '/sys/class/net/eth0/address': '52:54:00:aa:00:02\n',
      '/sys/class/net/eth0/carrier': '1\n',
      '/sys/class/net/eth1/type': '1',
      '/sys/class/net/eth1/device/vendor': '1',
      '/sys/class/net/eth1/address': '52:54:00:aa:00:01\n',
      '/sys/class/net/eth1/carrier': '1\n',
      [PATHS.medium]: MEDIUM,
      [PATHS.bundle]: JSON.stringify({ ...bundle, rolls: [] }),
      [PATHS.frontend]: JSON.stringify({
        format: 1,
        hostname: 'frontend',
        domain: 'cluster',
        address: '10.1.1.1',
        source: 'http://10.1.1.1',
        service: 'https://10.1.1.1:8443',
        publicKeySha256: 'PIN=',
      }),
    },
    (command) => {
      if (command.startsWith(`${PATHS.nc} `)) return { lines: [over.proof ?? 'HTTP/1.1 204 No Content'] };
      const url = command.split(' ').at(-1)!;
      const text = served[url];
      if (text !== undefined) return { lines: [text] };
      if (!url.startsWith('https://')) return undefined;
      const path = url.replace('https://10.1.1.1:8443', '');
      const file = /--post-file=(\S+)/.exec(command)![1]!;
      const body = fake.files.get(file) ?? '';
      frontend.posted.push({ path, body });
      const answer = frontend.answer(path, body);
      if (typeof answer === 'string') {
        fake.files.set(`${file}.answer`, answer);
        return { status: 0 };
      }
      if (answer > 0) fake.files.set(`${file}.headers`, `  HTTP/1.1 ${answer} Something\n`);
      return { status: answer > 0 ? 8 : 4 };
    },
  );
  return { fake, frontend };
}

/** A program that prints one line and ends well. */
function tell(settings: ProgramOptions | undefined, line: string): number {
  settings?.onLine?.(line);
  return 0;
}

const silent = connectDebconf(
  () => {},
  () => '0 ',
);
const progress = (fake: FakeMachine): string => fake.files.get(PATHS.progress) ?? '';
const events = (frontend: Frontend): Record<string, unknown>[] =>
  frontend.posted
    .filter(({ path }) => path === '/v1/hosts/compute-0-0/events')
    .map(({ body }) => JSON.parse(body) as Record<string, unknown>);

const options = suite('words of a frontend');
options('host, token and the card are read, and no word is unknown', () => {
  const { options, unknown } = parseBootOptions(CMDLINE);
  assert.equal(unknown, []);
  assert.is(options.host, 'compute-0-0');
  assert.is(options.token, TOKEN);
  assert.is(options.bootMac, '52:54:00:aa:00:01');
  assert.is(options.source, 'http://10.1.1.1');
});
options('what is no MAC address in BOOTIF is not taken', () => {
  assert.is(parseBootOptions('BOOTIF=eth0').options.bootMac, undefined);
});
options.run();

const network = suite('the network card');
network('is the one that the machine was started from', () => {
  const { fake } = machine();
  assert.is(startNetwork(fake, parseBootOptions(CMDLINE).options).name, 'eth1');
  assert.ok(fake.ran.some((command) => command.startsWith('udhcpc -i eth1 ')));
  assert.not.ok(fake.ran.includes('ip link set eth0 up'));
});
network('without BOOTIF is the first with a cable', () => {
  const { fake } = machine();
  fake.files.set('/sys/class/net/eth0/carrier', '0\n');
  assert.is(startNetwork(fake, parseBootOptions('').options).name, 'eth1');
});
network('that is not there is named', () => {
  const { fake } = machine();
  fake.files.delete('/sys/class/net/eth1/address');
  assert.throws(
    () => startNetwork(fake, parseBootOptions(CMDLINE).options),
    /52:54:00:aa:00:01, from which the machine was started, was not found/,
  );
});
network('without a cable is told', () => {
  const { fake } = machine();
  fake.files.set('/sys/class/net/eth1/carrier', '0\n');
  assert.throws(
    () => startNetwork(fake, parseBootOptions(CMDLINE).options),
    /No cable is plugged into eth1 \(52:54:00:aa:00:01\)/,
  );
});
network.run();

const hook = suite('a machine that a frontend knows');
hook('says that it starts, fetches what it is, and compiles the frontend\u2019s graph', () => {
  const { fake, frontend } = machine();
  assert.is(runStep('hook', fake, silent), 0, progress(fake));
  assert.equal(
    frontend.posted.map(({ path }) => path),
    ['/v1/hosts/compute-0-0/events', '/v1/hosts/compute-0-0/secrets'],
  );
  assert.equal(events(frontend), [{ event: 'started' }]);
  assert.match(progress(fake), /This is compute-0-0, appliance compute[\s\S]*The graph is compiled/);
  const compiled = fake.files.get(PATHS.compiled) ?? '';
  assert.match(compiled, /cairn_timezone Asia\/Tokyo/);
  assert.match(compiled, /echo (?:deepsecret){4} compute-0-0 0/);
  assert.is(fake.files.get(PATHS.consoleMode), 'unattended');
});
hook('shows the token and secrets to nobody but the service', () => {
  const { fake } = machine();
  runStep('hook', fake, silent);
  for (const secret of [TOKEN, 'deepsecret']) {
    assert.not.ok(fake.ran.some((command) => command.includes(secret)));
    for (const [path, text] of fake.files)
      if (path.startsWith('/var/log')) assert.not.ok(text.includes(secret), path);
  }
  assert.match(fake.files.get(PATHS.wgetrc) ?? '', /pinnedpubkey = sha256\/\/PIN=/);
});
hook('a secret of the frontend that no roll declares is not in the description that stays', () => {
  const { fake } = machine({
    bundle: JSON.stringify(bundle).replace('&munge_key;', '&license;'),
    document: JSON.stringify({ ...host, attributes: { global: { timezone: 'UTC' } } }),
  });
  const { run } = fake;
  fake.run = (argv, settings) => {
    const status = run(argv, settings);
    const answer = [...fake.files].find(
      ([path, text]) => path.endsWith('.answer') && text.includes('format'),
    );
    if (answer !== undefined) {
      const said = { ...secrets, attributes: { host: { license: 'deepsecret' } } };
      fake.files.set(answer[0], JSON.stringify(said));
    }
    return status;
  };
  assert.is(runStep('hook', fake, silent), 0, progress(fake));
  const { compiled } = JSON.parse(fake.files.get(PATHS.compiled)!) as { compiled: Compiled };
  assert.match(JSON.stringify(compiled.plan), 'deepsecret');
  assert.not.match(JSON.stringify(compiled.description), 'deepsecret');
});
hook('waits for a frontend that restarts', () => {
  const { fake, frontend } = machine();
  let calls = 0;
  const answer = frontend.answer;
  frontend.answer = (path, body) => {
    calls += 1;
    return calls < 4 ? 0 : calls < 6 ? 503 : answer(path, body);
  };
  assert.is(runStep('hook', fake, silent), 0, progress(fake));
  assert.is(events(frontend).length, 6);
});
/** Digests as the service gives them, of what it serves; the frontend of a test serves `document` in its place. */
function vouching(document: string): ReturnType<typeof machine> {
  const it = machine({ document });
  const sum = (text: string): string => createHash('sha256').update(`${text}\n`).digest('hex');
  const served = { host: sum(JSON.stringify(host)), graph: sum(JSON.stringify(bundle)) };
  it.frontend.answer = (path) => (path.endsWith('/secrets') ? JSON.stringify({ ...secrets, served }) : '');
  const { run } = it.fake;
  it.fake.run = (argv, settings) => {
    if (argv[0] !== 'sha256sum') return run(argv, settings);
    for (const path of argv.slice(1))
      settings?.onLine?.(`${createHash('sha256').update(it.fake.files.get(path)!).digest('hex')}  ${path}`);
    return 0;
  };
  return it;
}
hook('what comes in the open is used when the service, whose key is known, vouches for it', () => {
  const { fake } = vouching(JSON.stringify(host));
  assert.is(runStep('hook', fake, silent), 0, progress(fake));
});
hook('of what somebody else put in its place nothing is compiled', () => {
  const { fake, frontend } = vouching(
    JSON.stringify({ ...host, attributes: { global: { timezone: 'UTC' } } }),
  );
  assert.is(runStep('hook', fake, silent), 1);
  assert.match(
    progress(fake),
    /What came as the document of this machine is not what the frontend's service says it is\n.*Somebody else on this network/,
  );
  assert.not.ok(fake.files.has(PATHS.compiled));
  assert.equal(
    events(frontend).map(({ event }) => event),
    ['started', 'failed'],
  );
});
hook('what changed before the service vouched for it is fetched once more', () => {
  const { fake } = vouching(JSON.stringify({ ...host, rank: '7' }));
  const { run } = fake;
  let asked = 0;
  fake.run = (argv, settings) => {
    if (!argv.at(-1)!.endsWith('/hosts/compute-0-0.json')) return run(argv, settings);
    asked += 1;
    return asked < 2 ? run(argv, settings) : tell(settings, JSON.stringify(host));
  };
  assert.is(runStep('hook', fake, silent), 0, progress(fake));
  assert.is(asked, 2);
});
hook('a refusal ends it at once, is reported, and the next step restarts the machine', () => {
  const { fake, frontend } = machine();
  frontend.answer = (path) => (path.endsWith('/secrets') ? 403 : '');
  assert.is(runStep('hook', fake, silent), 1);
  assert.match(fake.files.get(PATHS.failure) ?? '', /The secrets of this machine: the frontend refuses it/);
  assert.equal(
    events(frontend).map(({ event }) => event),
    ['started', 'failed'],
  );
  assert.not.ok(fake.ran.includes('reboot -f'));
  assert.is(runStep('answers', fake, silent), 1);
  assert.ok(fake.ran.includes('reboot -f'));
  assert.is(events(frontend).length, 2);
});
hook('somebody at a shell keeps the machine from restarting', () => {
  const { fake, frontend } = machine();
  frontend.answer = () => 403;
  runStep('hook', fake, silent);
  fake.files.set(PATHS.attended, '');
  runStep('answers', fake, silent);
  assert.not.ok(fake.ran.includes('reboot -f'));
});
hook('an attribute without a value is a failure, not a question', () => {
  const { fake, frontend } = machine({ document: JSON.stringify({ ...host, attributes: {} }) });
  assert.is(runStep('hook', fake, silent), 1);
  assert.match(
    String(events(frontend).at(-1)?.['text']),
    /The frontend has no value for timezone[\s\S]*cairn attribute set timezone VALUE/,
  );
});
hook('a clock that is behind is moved here too', () => {
  const { fake } = machine();
  const { run } = fake;
  fake.run = (argv, settings) =>
    argv.join(' ') === 'date +%s' ? tell(settings, '981173106') : run(argv, settings);
  assert.is(runStep('hook', fake, silent), 0, progress(fake));
  assert.ok(fake.ran.includes('date -u -s @1700000000'));
});
hook('packages of another build are refused', () => {
  const { fake } = machine({ medium: MEDIUM.replace('abc', 'other') });
  assert.is(runStep('hook', fake, silent), 1);
  assert.match(progress(fake), /Both must come from one build/);
});
hook('a document of a later format is refused', () => {
  const { fake } = machine({ document: JSON.stringify({ ...host, format: 2 }) });
  assert.is(runStep('hook', fake, silent), 1);
  assert.match(progress(fake), /The host document has format 2/);
});
hook('what the frontend gives is looked at before it is used', () => {
  const wrong: readonly [Parameters<typeof machine>[0], RegExp][] = [
    [{ document: '{}' }, /This is no host document: it names no format/],
    [{ document: 'null' }, /This is no host document/],
    [
      { document: JSON.stringify({ ...host, attributes: { global: [] } }) },
      /"attributes.global" is not names and values/,
    ],
    [{ bundle: '{}' }, /This is no graph bundle: it names no format/],
    [
      { bundle: JSON.stringify({ ...bundle, format: 2 }) },
      /The graph bundle has format 2, this program knows/,
    ],
    [{ bundle: '<html>' }, /The graph bundle is no JSON/],
  ];
  for (const [over, expected] of wrong) {
    const { fake } = machine(over);
    assert.is(runStep('hook', fake, silent), 1);
    assert.match(progress(fake), expected);
    assert.not.match(progress(fake), "installer's own program failed");
  }
});
hook('secrets of another form are refused, and no word of them is told', () => {
  const { fake, frontend } = machine();
  const { answer } = frontend;
  frontend.answer = (path, body) =>
    path.endsWith('/secrets')
      ? JSON.stringify({ ...secrets, attributes: { global: { munge_key: ['deepsecret'] } } })
      : answer(path, body);
  assert.is(runStep('hook', fake, silent), 1);
  assert.match(progress(fake), /This is no answer with secrets: "attributes.global.munge_key" is not text/);
  assert.not.match(
    JSON.stringify([...fake.files].filter(([path]) => path.startsWith('/var/log'))),
    'deepsecret',
  );
});
hook('without a token or the frontend\u2019s archive nothing is sent', () => {
  for (const broken of ['token', 'archive']) {
    const { fake, frontend } = machine({
      cmdline: CMDLINE.replace(/cairn\.token=\S+/, broken === 'token' ? '' : '$&'),
    });
    if (broken === 'archive') fake.files.delete(PATHS.frontend);
    assert.is(runStep('hook', fake, silent), 1);
    assert.equal(frontend.posted, []);
  }
});
hook('a foreign disk is no question: the frontend is told', () => {
  const { fake, frontend } = machine({
    bundle: JSON.stringify(bundle).replace(
      '<main>',
      '<main><part>/ --label=cairn-root --size=1GiB --grow</part>',
    ),
  });
  for (const [name, text] of [
    ['size', '41943040'],
    ['ro', '0'],
    ['removable', '0'],
  ])
    fake.files.set(`/sys/block/sda/${name}`, text!);
  const { run } = fake;
  fake.run = (argv, settings) =>
    argv.join(' ').startsWith('blkid -p -o export /dev/sda')
      ? tell(settings, 'TYPE=LVM2_member')
      : argv.at(-1)?.endsWith('/Packages')
        ? 0
        : run(argv, settings);
  assert.is(runStep('hook', fake, silent), 0, progress(fake));
  assert.is(runStep('disks', fake, silent), 1);
  assert.is(events(frontend).at(-1)?.['event'], 'failed');
  assert.match(String(events(frontend).at(-1)?.['text']), /STORAGE_DISK/);
  assert.equal(
    fake.ran.filter((command) => /^(?:wipefs|mke2fs|sfdisk --no-reread)/.test(command)),
    [],
  );
});
hook.run();

const state = (fake: FakeMachine): InstallState => readState(fake);

const files = suite('secret files');
files('are there before the packages, readable for root alone, and get their owners after', () => {
  const { fake } = machine();
  runStep('hook', fake, silent);
  writeSecretFiles(fake, state(fake));
  assert.is(fake.files.get('/target/etc/ssh/ssh_host_ed25519_key'), 'PRIVATE\n');
  giveSecretFiles(fake, state(fake));
  assert.ok(fake.ran.includes('chroot /target chown root:root /etc/ssh/ssh_host_ed25519_key'));
  assert.ok(fake.ran.includes('chroot /target chmod 0600 /etc/ssh/ssh_host_ed25519_key'));
});
files('outside the machine are refused', () => {
  const { fake } = machine();
  runStep('hook', fake, silent);
  for (const path of ['etc/x', '/etc/../../x']) {
    const wrong = { ...secrets, files: { [path]: secrets.files['/etc/ssh/ssh_host_ed25519_key']! } };
    assert.throws(() => writeSecretFiles(fake, { ...state(fake), secrets: wrong }), /is not absolute/);
  }
});
files.run();

const log = suite('the log');
log('is sent in pieces as it grows, and what was not taken comes again', () => {
  const { fake, frontend } = machine();
  runStep('hook', fake, silent);
  frontend.posted.length = 0;
  const { run } = fake;
  let size = 100;
  fake.run = (argv, settings) => {
    if (argv[1] !== 'stat') return run(argv, settings);
    return tell(settings, argv.at(-1) === PATHS.progress ? String(size) : '0');
  };
  frontend.answer = () => 503;
  sendNew(fake);
  frontend.answer = () => '';
  sendNew(fake);
  sendNew(fake);
  assert.is(frontend.posted.filter(({ path }) => path.endsWith('/log')).length, 2);
  size = 150;
  sendNew(fake);
  const cut = fake.ran.filter((command) => command.includes(' dd ')).at(-1) ?? '';
  assert.match(cut, /dd if=\S+progress\.log of=\S+ .*iflag=skip_bytes,count_bytes skip=100 count=50$/);
});
log.run();
