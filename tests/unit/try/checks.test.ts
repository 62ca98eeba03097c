import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseTestFile, parseTestScript } from '../../../builder/model/files/mod.ts';
import { formatProblem } from '../../../builder/model/mod.ts';
import { judgeNeeds } from '../../../builder/try/check-machines.ts';
import { describeExpectation } from '../../../builder/try/checks/expectations.ts';
import { makersOfFile, makersOfUnit } from '../../../builder/try/checks/find-makers.ts';
import { findUndeclared } from '../../../builder/try/checks/find-undeclared.ts';
import { judgeNames, judgeScripts, judgeServices, judgeState } from '../../../builder/try/checks/judge.ts';
import { parseListeners, renderListeners } from '../../../builder/try/checks/parse-listeners.ts';
import { parseUdpCounts } from '../../../builder/try/checks/parse-udp-counts.ts';
import { compareFiles, parseFileList } from '../../../builder/try/files/compare-files.ts';

const judge = suite('judging what a machine says');

judge('the state of the system', () => {
  assert.is(judgeState('running\n', '').ok, true);
  assert.equal(
    judgeState('degraded\n', 'ssh.service loaded failed failed OpenBSD\na.mount loaded failed\n'),
    {
      ok: false,
      state: 'The system is "degraded"',
      units: ['ssh.service', 'a.mount'],
    },
  );
  assert.is(judgeState('', '').ok, false);
  assert.is(judgeState('running\n', 'late.service loaded failed failed X\n').ok, false);
});

judge('scripts of the installation and of the first boot', () => {
  const table = '0\tpost\t001-a\ta (base/nodes/a.xml:3)\n';
  assert.equal(judgeScripts(table, 'LoadState=not-found\nResult=success\nActiveState=inactive\n'), []);
  assert.equal(judgeScripts(table, 'LoadState=loaded\nResult=success\nActiveState=active\n'), []);
  assert.equal(
    judgeScripts(
      `${table}7\tpost\t002-b\tb (r/nodes/b.xml:9)\n`,
      'LoadState=loaded\nResult=exit-code\nActiveState=failed\n',
    ),
    [
      'The post script of b (r/nodes/b.xml:9) ended with status 7',
      'The scripts of the first boot ended with "exit-code" (failed)',
    ],
  );
});

judge('services that are not as the graph says', () => {
  const units = [
    { name: 'a.service', enabled: true },
    { name: 'b.service', enabled: true },
    { name: 'c.service', enabled: false },
    { name: 'd.service', enabled: false },
    { name: 'e.service', enabled: false },
  ];
  assert.equal(judgeServices(units, 'enabled\ndisabled\nenabled\nstatic\nmasked\n'), [
    { name: 'b.service', text: 'b.service is "disabled", and should be enabled' },
    { name: 'c.service', text: 'c.service is "enabled", and should be disabled' },
  ]);
  assert.equal(
    judgeServices([{ name: 'a.service', enabled: true }], '').map(({ text }) => text),
    ['a.service is "not found", and should be enabled'],
  );
});

judge('names both ways', () => {
  const forth = '10.1.1.2        STREAM compute-0-0.cluster\n10.1.1.2        DGRAM\n';
  assert.equal(
    judgeNames('compute-0-0', '10.1.1.2', forth, '10.1.1.2   compute-0-0.cluster compute-0-0\n'),
    [],
  );
  assert.equal(judgeNames('compute-0-0', '10.1.1.2', '127.0.1.1 STREAM x\n', ''), [
    'compute-0-0 is 127.0.1.1, and not 10.1.1.2',
    '10.1.1.2 is nobody, and not compute-0-0',
  ]);
  assert.equal(judgeNames('c', '10.1.1.2', '10.1.1.2 STREAM c\n', '10.1.1.2 cc.cluster\n'), [
    '10.1.1.2 is cc.cluster, and not c',
  ]);
});

judge('open ports, without what is for the machine alone', () => {
  const text = `udp   UNCONN 0      0            127.0.0.53%lo:53        0.0.0.0:*    users:(("systemd-resolve",pid=1,fd=2))
udp   UNCONN 0      0          0.0.0.0%eth0:67        0.0.0.0:*    users:(("dnsmasq",pid=1,fd=2))
tcp   LISTEN 0      128             0.0.0.0:22        0.0.0.0:*    users:(("sshd",pid=1,fd=2))
tcp   LISTEN 0      128                [::]:22           [::]:*    users:(("sshd",pid=1,fd=2))
tcp   LISTEN 0      128               [::1]:631          [::]:*
tcp   LISTEN 0      64              0.0.0.0:2049      0.0.0.0:*
`;
  const found = parseListeners(text);
  assert.equal(
    found.map(({ protocol, port, address, program }) => `${protocol} ${port} ${address} ${program}`),
    ['tcp 22 0.0.0.0 sshd', 'tcp 22 [::] sshd', 'udp 67 0.0.0.0%eth0 dnsmasq', 'tcp 2049 0.0.0.0 '],
  );
  assert.is(renderListeners(found), '22/tcp sshd, 67/udp dnsmasq, 2049/tcp');
});

judge('what UDP listeners were given: read, lost for want of room, and waiting', () => {
  const text = `Tcp: RtoAlgorithm RtoMin
Tcp: 1 200
Udp: InDatagrams NoPorts InErrors OutDatagrams RcvbufErrors SndbufErrors InCsumErrors IgnoredMulti MemErrors
Udp: 1000 7 3 500 3 0 0 0 0
UdpLite: InDatagrams NoPorts
UdpLite: 0 0
UNCONN 5    0      0.0.0.0:1068  0.0.0.0:*
UNCONN 768  0      0.0.0.0:68    0.0.0.0:*
UNCONN 11   0            *:123         *:*
`;
  assert.is(parseUdpCounts(text, 68), 1000 + 3 + 768);
  assert.is(parseUdpCounts(text, 5), 1003);
  assert.is(parseUdpCounts('', 5), 0);
});

judge('what listens on a port that no node opens', () => {
  const listen = (protocol: 'tcp' | 'udp', port: number, address = '0.0.0.0') => ({
    ...{ protocol, port, address, program: 'p' },
  });
  const listeners = [listen('tcp', 22), listen('tcp', 80), listen('tcp', 80, '[::]'), listen('udp', 68)];
  const opening = { name: '', by: [], sourcePorts: [], networks: [] } as const;
  const find = (ports: { first: number; last: number }[], protocols: ('tcp' | 'udp')[]): number[] =>
    findUndeclared(listeners, [{ ...opening, ports, protocols }]).map(({ port }) => port);
  assert.equal(find([{ first: 20, last: 25 }], ['tcp']), [80, 68]);
  assert.equal(find([{ first: 20, last: 100 }], ['udp']), [22, 80]);
  assert.equal(find([], []), []);
  assert.equal(
    findUndeclared(listeners, []).map(({ port }) => port),
    [22, 80, 68],
  );
});

judge('who made a unit and a file', () => {
  const origin = { node: 'ssh', roll: 'base', file: 'nodes/ssh.xml', line: 4 };
  const services = [{ name: 'ssh.service', enabled: true, by: [{ ...origin, enabled: true }] }];
  assert.equal(makersOfUnit({ services }, 'ssh'), ['Named by ssh (base/nodes/ssh.xml:4)']);
  assert.equal(makersOfUnit({ services }, 'ssh.socket'), []);
  const file = {
    kind: 'file',
    path: '/etc/x',
    mode: 'create',
    vars: 'literal',
    text: '',
    phases: [],
  } as const;
  const script = { ...origin, element: 'post', phases: ['post'], interpreter: 'bash', chroot: true } as const;
  const scripts = [
    { ...script, parts: [{ kind: 'text', text: 'true' } as const, { ...file, ...origin, line: 9 }] },
  ];
  assert.equal(makersOfFile({ scripts }, '/etc/x'), ['Written by ssh (base/nodes/ssh.xml:9)']);
});

judge('who said what is in a file, or a unit, that comes of settings', () => {
  const origin = { node: 'homes', roll: 'hpc', file: 'nodes/homes.xml', line: 5 };
  const settings = [
    { path: '/etc/systemd/system/home.mount', by: [origin, { ...origin, line: 6 }, origin] },
    { path: '/etc/systemd/system/backup.service', by: [{ ...origin, line: 9 }] },
  ];
  const both = ['Said by homes (hpc/nodes/homes.xml:5)', 'Said by homes (hpc/nodes/homes.xml:6)'];
  assert.equal(makersOfUnit({ services: [] }, 'home.mount', settings), both);
  assert.equal(makersOfUnit({ services: [] }, 'backup', settings), ['Said by homes (hpc/nodes/homes.xml:9)']);
  assert.equal(makersOfUnit({ services: [] }, 'home', settings), []);
  assert.equal(makersOfFile({ scripts: [] }, '/etc/systemd/system/home.mount', settings), both);
  assert.equal(makersOfFile({ scripts: [] }, '/etc/systemd/system/home', settings), []);
});

judge.run();

const tests = suite('tests of rolls');

tests('every kind of fact, with what is left out', () => {
  const text = `appliance: compute
expect:
  - unit: ssh.service
  - port: 22
    from: frontend
    within: 90
  - port: 631
    answers: no
  - run: hostname
    output: ^compute
  - file: /etc/shadow
    owner: root:shadow
    mode: "0640"
`;
  const { value, problems, placeOf } = parseTestFile(text, 'tests/a.test.yaml');
  assert.equal(problems, []);
  assert.equal(value, {
    appliance: 'compute',
    expect: [
      { unit: 'ssh.service', state: 'active' },
      { port: 22, from: 'frontend', answers: 'yes', within: 90 },
      { port: 631, answers: 'no' },
      { run: 'hostname', status: 0, output: '^compute' },
      { file: '/etc/shadow', owner: 'root:shadow', mode: '0640' },
    ],
  });
  assert.is(placeOf('expect', 3).line, 9);
  assert.equal(value!.expect.map(describeExpectation), [
    'unit ssh.service is active',
    'port 22 answers a host of frontend',
    'port 631 does not answer itself',
    '`hostname`',
    'file /etc/shadow',
  ]);
});

tests('what nobody could ask is an error with its line', () => {
  const text = `appliance: compute
expect:
  - unit: ssh.service
    state: happy
  - prot: 22
  - port: 70000
  - run: "true"
    output: "("
`;
  const lines = parseTestFile(text, 'a.test.yaml').problems.map(formatProblem);
  assert.equal(
    lines.map((line) => /^a\.test\.yaml:(\d+)/.exec(line)?.[1]),
    ['4', '5', '6', '8'],
    lines.join('\n'),
  );
  assert.match(lines[1]!, /Write unit, port, run, file first/);
});

tests('how many machines there must be, and what is for after a reinstallation', () => {
  const text = `appliance: login
needs:
  compute: 2
expect:
  - run: "true"
    after: reinstallation
`;
  const { value } = parseTestFile(text, 'a.test.yaml');
  assert.equal(value, {
    appliance: 'login',
    needs: { compute: 2 },
    expect: [{ run: 'true', status: 0, after: 'reinstallation' }],
  });
  const wrong = parseTestFile(text.replace('2', 'two').replace('reinstallation', 'lunch'), 'a.test.yaml');
  assert.equal(
    wrong.problems.map(({ place }) => place?.line),
    [3, 6],
  );
});

tests('a script says in its head where it is run', () => {
  const text =
    '#!/bin/bash\n# appliance: login\n# needs: { compute: 2 }\n# Hello: people\nset -e\n# within: 9\n';
  const { value, problems } = parseTestScript(text, 'rolls/x/tests/a.test.sh', 'tests/a.test.sh');
  assert.equal(problems, []);
  assert.equal(value, {
    appliance: 'login',
    needs: { compute: 2 },
    expect: [{ script: 'tests/a.test.sh', text }],
  });
  assert.equal(value!.expect.map(describeExpectation), ['script tests/a.test.sh']);
  const limited = parseTestScript('# appliance: x\n# within: 9\n# after: reinstallation\n', 'a', 'a').value;
  assert.equal(limited!.expect[0], {
    ...{ script: 'a', text: '# appliance: x\n# within: 9\n# after: reinstallation\n' },
    ...{ within: 9, after: 'reinstallation' },
  });
});

tests('what is wrong with the head of a script has its place in the script', () => {
  const places = (text: string): string[] =>
    parseTestScript(text, 'a.test.sh', 'a.test.sh').problems.map(
      ({ place, message }) => `${place?.line}:${place?.column} ${message}`,
    );
  assert.equal(places('#!/bin/bash\n# appliance: Login\n# within: 9\n'), [
    '2:14 Bad appliance "Login" in "appliance"',
  ]);
  assert.equal(places('# appliance: a\n# wihtin: 9\n'), ['2:3 Unknown key "wihtin"']);
  assert.match(places('true\n').join(), /Missing key "appliance"/);
});

tests('what only a machine could ask that is not there', () => {
  const there = [{ machine: { appliance: 'compute' } }];
  assert.is(judgeNeeds(undefined, there, new Set()), undefined);
  assert.is(judgeNeeds({ compute: 1 }, there, new Set(['compute'])), undefined);
  assert.equal(judgeNeeds({ compute: 2 }, there, new Set(['compute'])), {
    ok: false,
    detail: ['Nobody could ask: it needs 2 hosts of the appliance "compute", there are 1'],
  });
  assert.is(judgeNeeds({ login: 1 }, there, new Set(['compute']))?.ok, true);
});

tests.run();

const files = suite('the same profile again');
const SUM = 'a'.repeat(64);

files('a list of files is of the machine, wherever they lie', () => {
  const text = `f\t644\t0:0\tupper/etc/x\t
l\t777\t0:0\tupper/etc/l\t../x
f\t644\t0:0\tlaid/cairn/upper/graph.json\t
${SUM}  ./upper/etc/x
${SUM}  ./laid/cairn/upper/graph.json
f\t600\t0:0\tconsole.log\t
`;
  assert.equal(
    [...parseFileList(text, new Map([['cairn', '/srv/cairn']]))],
    [
      ['/etc/x', `f 644 0:0 ${SUM}`],
      ['/etc/l', 'l 777 0:0 ../x'],
      ['/srv/cairn/graph.json', `f 644 0:0 ${SUM}`],
    ],
  );
});

files('what differs is named, but for what is said to', () => {
  const first = new Map([
    ['/etc/a', 'f 644 0:0 1'],
    ['/etc/b', 'f 644 0:0 1'],
    ['/etc/c', 'f 644 0:0 1'],
    ['/etc/machine-id', 'f 444 0:0 1'],
    ['/etc/passwd', 'f 644 0:0 1'],
    ['/var/log/x', 'f 644 0:0 1'],
    ['/etc/ssh/ssh_host_rsa_key', 'f 600 0:0 1'],
  ]);
  const second = new Map([
    ['/etc/b', 'f 600 0:0 1'],
    ['/etc/c', 'f 644 0:0 1'],
    ['/etc/d', 'f 644 0:0 1'],
    ['/etc/ssh/ssh_host_rsa_key', 'f 600 0:0 2'],
  ]);
  assert.equal(compareFiles(first, second), [
    '/etc/a is there after the first installation alone',
    '/etc/b is another file after the second installation',
    '/etc/d is there after the second installation alone',
  ]);
  assert.equal(compareFiles(first, first), []);
});

files.run();
