import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type ChangePlan, planChange, renderPlan } from '../../../builder/graph/mod.ts';
import { describeNode } from '../../fakes/records.ts';

/** What makes a machine with one body of its node one with another. */
function plan(before: string, after: string): ChangePlan {
  return planChange(describeNode(before).record, describeNode(after).record);
}

const test = suite('a plan of change');

test('of what is alike is nothing, wherever lines stand', () => {
  const body = '<package>curl</package><post>true</post><sysctl name="vm.swappiness" value="10"/>';
  assert.equal(plan(body, `\n\n<description>moved</description>\n${body}`), {
    verdict: 'nothing',
    reasons: [],
    attributes: [],
    changes: [],
    restarts: [],
  });
});

/** What changes, and whether it can be done on a running machine. */
const ROWS: readonly (readonly [
  title: string,
  before: string,
  after: string,
  verdict: string,
  change: string,
])[] = [
  ['a new package', '', '<package>curl</package>', 'in place', '+ package curl'],
  ['a package less', '<package>curl</package>', '', 'in place', '- package curl'],
  ['no kernel', '<package>linux-image-amd64</package>', '', 'reinstall', '- package linux-image-amd64'],
  ['no SSH', '<package>openssh-server</package>', '', 'reinstall', '- package openssh-server'],
  ['a package kept out', '', '<package disable="yes">exim4</package>', 'in place', '+ package exim4-'],
  [
    'another value',
    '<sysctl name="a.b" value="1"/>',
    '<sysctl name="a.b" value="2"/>',
    'in place',
    '~ file /etc/sysctl.d/60-cairn.conf',
  ],
  ['a new unit', '', '<service name="x.service"/>', 'in place', '+ service x.service'],
  [
    'a unit off',
    '<service name="x"/>',
    '<service name="x" enabled="no"/>',
    'in place',
    '~ service x.service',
  ],
  ['a new post script', '', '<post>true</post>', 'reinstall', '+ script post more'],
  ['another post script', '<post>true</post>', '<post>false</post>', 'reinstall', '~ script post more'],
  [
    'another file in it',
    '<post><file name="/a">1</file></post>',
    '<post><file name="/a">2</file></post>',
    'reinstall',
    '~ script post more',
  ],
  ['a post script less', '<post>true</post>', '', 'reinstall', '- script post more'],
  ['another first boot', '<boot>true</boot>', '<boot>false</boot>', 'reinstall', '~ script boot more'],
  ['another check', '<ready>true</ready>', '<ready>false</ready>', 'in place', '~ script ready more'],
  [
    'a script that may run again',
    '',
    '<configure phase="post,reconfigure">true</configure>',
    'in place',
    '+ script configure more',
  ],
  [
    'a script that may run at the installation alone',
    '',
    '<configure>true</configure>',
    'reinstall',
    '+ script configure more',
  ],
  [
    'what follows other hosts',
    '',
    '<on change="hosts" env="hosts.names.web">true</on>',
    'in place',
    '+ script on more',
  ],
  ['a new account', '', '<account name="a" uid="700"/>', 'in place', '+ account account a'],
  [
    'another number',
    '<account name="a" uid="700"/>',
    '<account name="a" uid="701"/>',
    'reinstall',
    '~ account account a',
  ],
  [
    'another number of a group',
    '<group name="a" gid="700"/>',
    '<group name="a" gid="701"/>',
    'reinstall',
    '~ account group a',
  ],
  ['a new user', '', '<main><user>--name=ann</user></main>', 'in place', '+ account user ann'],
  [
    'another user',
    '<main><user>--name=ann</user></main>',
    '<main><user>--name=ann --uid=1500</user></main>',
    'reinstall',
    '~ account user ann',
  ],
  [
    'a time zone',
    '<main><timezone>UTC</timezone></main>',
    '<main><timezone>Europe/Berlin</timezone></main>',
    'in place',
    '+ setting cairn_timezone Europe/Berlin',
  ],
  [
    'kernel options',
    '',
    '<main><bootloader>--append="quiet"</bootloader></main>',
    'reinstall',
    '~ kernel options',
  ],
  [
    'disks',
    '<main><part>/ --label=cairn-root --size=1GiB</part></main>',
    '<main><part>/ --label=cairn-root --size=2GiB</part></main>',
    'reinstall',
    '~ storage part /',
  ],
  [
    'what a package asks',
    '',
    '<main><native installer="preseed">tzdata tzdata/Areas select Europe</native></main>',
    'reinstall',
    '+ answer tzdata tzdata/Areas',
  ],
];

const SIGNS = { added: '+', removed: '-', changed: '~' } as const;

for (const [title, before, after, verdict, change] of ROWS)
  test(`${title}: ${verdict}`, () => {
    const { changes, reasons, ...rest } = plan(before, after);
    assert.is(rest.verdict, verdict);
    assert.ok(changes.map((one) => `${SIGNS[one.change]} ${one.kind} ${one.name}`).includes(change));
    assert.is(reasons.length > 0, verdict === 'reinstall');
  });

test('says why a machine must be installed anew, with node and place', () => {
  assert.equal(plan('<post>true</post>', '<post>false</post>').reasons, [
    'script "post more", more (mine/nodes/more.xml:1): is another one, and nobody says that it may run twice',
  ]);
});

test('shows whole files line by line, and restarts the units of the node that writes them', () => {
  const body = (server: string): string =>
    `<service name="chrony.service"/><configure phase="post,reconfigure">set -e
<file name="/etc/chrony.conf">server ${server}
makestep 1 3
</file></configure>`;
  const changed = plan(body('one'), body('two'));
  assert.is(changed.verdict, 'in place');
  assert.equal(changed.restarts, ['chrony.service']);
  assert.equal(renderPlan(changed), [
    '  files',
    '    ~ /etc/chrony.conf  more (mine/nodes/more.xml:2)',
    '        -server one',
    '        +server two',
    '  scripts',
    '    ~ configure more  more (mine/nodes/more.xml:1)',
    '  restarts: chrony.service',
  ]);
});

test('does not restart what is to be off', () => {
  const { restarts } = plan(
    '<service name="x.service"/><configure phase="post,reconfigure">true</configure>',
    '<service name="x.service" enabled="no"/><configure phase="post,reconfigure">false</configure>',
  );
  assert.equal(restarts, []);
});

test('names the attributes that have another value', () => {
  const body = '<sysctl name="a.b" value="&amount;"/>';
  const { attributes, changes } = planChange(
    describeNode(body, { amount: '1' }).record,
    describeNode(body, { amount: '2' }).record,
  );
  assert.equal(attributes, [{ name: 'amount', before: '1', after: '2' }]);
  assert.equal(
    changes.map(({ before, after }) => [before, after]),
    [['# more (mine)\na.b = 1\n', '# more (mine)\na.b = 2\n']],
  );
});

const SECRET_FILE =
  '<configure phase="post,reconfigure"><file name="/etc/key" perms="0600">&word;</file></configure>';

test('sees that a secret is another one, and shows neither', () => {
  const of = (word: string) => describeNode(SECRET_FILE, { word }, { secret: ['word'] }).record;
  const [old, now] = [of('hunter2'), of('hunter3')];
  const { attributes, changes } = planChange(old, now);
  assert.equal(attributes, [{ name: 'word', before: '(secret)', after: '(secret)' }]);
  assert.equal(
    changes.map(({ kind, name, before, after }) => [kind, name, before, after]),
    [
      ['file', '/etc/key', undefined, undefined],
      ['script', 'configure more', undefined, undefined],
    ],
  );
  assert.not.match(JSON.stringify([old, now]), /hunter/);
});

test('of a secret says nothing to who has not the key of the digests', () => {
  const of = (key: string) =>
    describeNode(SECRET_FILE, { word: 'hunter2' }, { secret: ['word'], key }).record;
  const [one, other] = [of('a'), of('b')];
  assert.not.equal(one.attributes, other.attributes);
  assert.not.equal(one.things, other.things);
});

test('of what asks other hosts again by itself looks at the question, not at the answer', () => {
  const body = '<on change="hosts"><file name="/etc/peers"><hosts appliance="web"/></file></on>';
  const host = { name: 'web-0-1', address: '10.1.0.1', appliance: 'web', rack: 0, rank: 1 };
  const roster = { from: 'the frontend', hosts: [host] };
  const [alone, both] = [describeNode(body).record, describeNode(body, {}, { roster }).record];
  assert.is(planChange(alone, both).verdict, 'nothing');
});

test('brings packages to the versions that there are', () => {
  const { record } = describeNode('<package>curl</package>');
  const { verdict, changes } = planChange(
    { ...record, versions: { curl: '1', other: '1' } },
    { ...record, versions: { curl: '2', other: '1', more: '1' } },
  );
  assert.is(verdict, 'in place');
  assert.equal(changes, [
    { kind: 'version', name: 'curl', change: 'changed', by: '', before: '1', after: '2' },
  ]);
});

test('of another appliance is an installation', () => {
  const { record } = describeNode('');
  assert.is(planChange({ ...record, appliance: 'compute' }, record).verdict, 'reinstall');
});

test.run();
