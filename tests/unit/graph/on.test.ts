import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { FileWrite, Roster, Script } from '../../../builder/model/mod.ts';
import { one, problemsOf, profileOf } from './ask.ts';

const test = suite('graph: what runs when other hosts change');

const roster: Roster = {
  from: 'the test',
  hosts: [
    { name: 'fe', appliance: 'frontend', rack: 0, rank: 0, address: '10.1.0.1' },
    { name: 'web-0', appliance: 'web', rack: 0, rank: 0, address: '10.1.0.2' },
  ],
};

const scriptOf = (body: string, host = {}): Script =>
  profileOf(one(body), { options: { roster }, host }).scripts[0]!;
const fileOf = (script: Script): FileWrite =>
  script.parts.find((part): part is FileWrite => part.kind === 'file')!;

test('keeps what it asks, with everything that this machine says of it, beside the answer of now', () => {
  const script = scriptOf(
    '<on change="hosts" unit="a.service b.timer" within="20"><file name="/f">as &rack;: <hosts appliance="web" others="yes" rack="&rack;" before="&hostname;=" field="address"/>;\n</file>true</on>',
    { rack: '0', hostname: 'fe' },
  );
  assert.is(script.element, 'on');
  assert.equal(script.phases, ['post', 'change']);
  assert.equal([script.units, script.within], [['a.service', 'b.timer'], 20]);
  assert.is(fileOf(script).text, 'as 0: fe=10.1.0.2;\n');
  const ask = {
    ...{ appliances: ['web'], racks: ['0'], without: 'fe', field: 'address' },
    ...{ before: 'fe=', after: '', between: ' ' },
  };
  assert.equal(fileOf(script).pieces, ['as 0: ', ask, ';\n']);
});

test('asks by names of facts too, in a text and in its environment', () => {
  const script = scriptOf(
    '<on change="hosts" env="hosts.first.web cluster"><file name="/f">&hosts.count; of &cluster;</file></on>',
    { cluster: 'argon' },
  );
  assert.equal(script.environment, { hosts_first_web: 'web-0', cluster: 'argon' });
  assert.equal(Object.keys(script.asks!), ['hosts_first_web']);
  assert.is(fileOf(script).text, '2 of argon');
  assert.is(fileOf(script).pieces!.length, 2);
});

test('an answer in JSON is quoted whenever it is given', () => {
  const body = '<on change="hosts"><file name="/f" quote="json">"<hosts before="&quot;"/>"</file></on>';
  const file = fileOf(scriptOf(body));
  assert.is(file.text, '"\\"fe \\"web-0"');
  assert.ok(file.pieces!.some((piece) => typeof piece !== 'string' && piece.quote === 'json'));
});

test('units alone are enough, with whom it follows; what does nothing is left out', () => {
  const script = scriptOf('<on change="hosts" unit="a.service" env="hosts.names"/>');
  assert.equal([script.parts, script.units], [[], ['a.service']]);
  assert.is(profileOf(one('<on change="hosts"> </on>')).scripts.length, 0);
});

test('questions of other scripts are answered once, as ever', () => {
  const script = scriptOf('<post><file name="/f"><hosts/></file></post>');
  assert.equal([fileOf(script).text, fileOf(script).pieces], ['fe web-0', undefined]);
});

test('says of what it asks that it asks again', () => {
  const body = '<post><file name="/f"><hosts/></file></post><on change="hosts" env="hosts.names">true</on>';
  const facts = profileOf(one(body), { options: { roster } }).hosts!;
  assert.equal(
    facts.map(({ asked, follows }) => [asked, follows]),
    [
      ['name of hosts', undefined],
      ['hosts.names', true],
    ],
  );
});

test('what could not be asked again is refused', () => {
  const secret = { attributes: { key: { secret: true } } };
  const table: readonly [string, string][] = [
    ['<on change="hosts" env="hosts.names key">true</on>', 'error CHANGE_SECRET r/nodes/top.xml:2:1'],
    [
      '<on change="hosts"><file name="/f" perms="0600">&key;<hosts/></file></on>',
      'error CHANGE_SECRET r/nodes/top.xml:2:1',
    ],
    [
      '<on change="hosts"><file name="/&hosts.count;"><hosts/></file></on>',
      'error CHANGE_FIXED r/nodes/top.xml:2:1',
    ],
    [
      '<on change="hosts"><file name="/f"><hosts before="&hosts.count;"/></file></on>',
      'error CHANGE_FIXED r/nodes/top.xml:2:1',
    ],
    ['<on change="hosts">true</on>', 'error CHANGE_NOBODY r/nodes/top.xml:2:1'],
  ];
  for (const [body, problem] of table)
    assert.equal(
      problemsOf({ ...one(body), ...secret }, { options: { roster }, host: { key: 'x' } }),
      [problem],
      body,
    );
});

test('a file that it made itself may be added to', () => {
  const body =
    '<on change="hosts"><file name="/f">x</file><file name="/f" mode="append"><hosts/></file></on>';
  assert.equal(problemsOf(one(body)), []);
});

test.run();
