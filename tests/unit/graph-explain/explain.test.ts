import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { renderExplanation } from '../../../builder/graph/mod.ts';
import { empty } from '../graph/ask.ts';
import { chainsOf, explaining } from './explaining.ts';

const diamond = {
  nodes: { ...empty('top a b c'), x: '<package>make</package>' },
  graph: `<edge from="top"><to>a</to><to>b</to></edge>
<edge from="a" to="x"/>
<edge from="b" to="c" cond="fast"/>
<edge from="c" to="x"/>
<edge from="c" to="x" os="debian"/>`,
};
const fast = { bundle: { attributes: { global: { fast: 'yes' } } } };

const present = suite('explain(): what is there');
present('gives every chain of edges, shortest first', () => {
  assert.equal(chainsOf(explaining([diamond], 'make', fast)), ['top>a>x', 'top>b>c>x']);
});
present('gives the conditions that held, with what they saw', () => {
  const [finding] = explaining([diamond], 'make', fast).findings;
  const steps = finding!.ways[0]!.chains[1]!;
  assert.equal(steps[1]!.edges[0]!.conditions, [
    { text: 'cond="fast"', holds: true, saw: [{ name: 'fast', value: 'yes' }] },
  ]);
  assert.is(steps[2]!.edges.length, 2);
  assert.equal(finding!.by[0], {
    node: 'x',
    roll: 'r',
    file: 'nodes/x.xml',
    line: 2,
    says: 'wants',
    conditions: [],
  });
});
present('leaves out edges that are not there', () => {
  assert.equal(chainsOf(explaining([diamond], 'make')), ['top>a>x']);
});
present('counts the chains that it does not show', () => {
  const layers = Array.from({ length: 30 }, (_, at) => at);
  const graph = layers
    .map(
      (at) => `<edge from="${at === 0 ? 'top' : `n${at}`}"><to>l${at}</to><to>r${at}</to></edge>
<edge to="n${at + 1}"><from>l${at}</from><from>r${at}</from></edge>`,
    )
    .join('\n');
  const names = layers.flatMap((at) => [`l${at}`, `r${at}`, `n${at + 1}`]);
  const [finding] = explaining([{ nodes: empty(`top ${names.join(' ')}`), graph }], 'n30', {
    explain: { chains: 3 },
  }).findings;
  const [ways] = finding!.ways;
  assert.is(ways!.chains.length, 3);
  assert.is(ways!.more, 2 ** 30 - 3);
  assert.ok(ways!.moreIsExact);
});
present('no node twice in a chain, whatever circles there are', () => {
  const graph = `<edge from="top" to="a"/><edge from="a" to="b"/><edge from="b" to="a"/>
<edge from="b" to="x"/><edge from="x" to="top"/><edge from="top" to="b"/>`;
  const circle = { nodes: empty('top a b x'), graph };
  assert.equal(chainsOf(explaining([circle], 'x')), ['top>b>x', 'top>a>b>x']);
});
present('says which node lost about a package', () => {
  const loser = { ...diamond, nodes: { ...diamond.nodes, a: '<package disable="yes">make</package>' } };
  const [finding] = explaining([loser], 'make').findings;
  assert.is(finding!.state, 'present');
  assert.equal(
    finding!.against.map(({ node, says }) => [node, says]),
    [['a', 'does not want']],
  );
});
present('finds groups, units and files by the names people use', () => {
  const roll = {
    nodes: {
      top: `<package type="meta">tools</package><service name="ssh.service" enabled="no"/>
<post><file name="/etc/&appliance;.conf">x</file></post>`,
      x: '',
    },
    graph: '<edge from="top" to="x"/>',
  };
  const kinds = (thing: string): string[] =>
    explaining([roll], thing).findings.map(({ kind, name, state }) => `${kind} ${name} ${state}`);
  assert.equal(kinds('tools'), ['package @tools present']);
  assert.equal(kinds('ssh'), ['service ssh.service disabled']);
  assert.equal(kinds('/etc/top.conf'), ['file /etc/top.conf present']);
});
present('a chain of many nodes is no problem', () => {
  const count = 5000;
  const names = Array.from({ length: count }, (_, at) => (at === 0 ? 'top' : `n${at}`));
  const graph = names.slice(1).map((name, at) => `<edge from="${names[at]}" to="${name}"/>`);
  const text = renderExplanation(
    explaining([{ nodes: empty(names.join(' ')), graph: graph.join('') }], 'n4999'),
  );
  assert.match(text, '... 4975 further steps ...');
});
present.run();

const absent = suite('explain(): what is not there');
absent('names the edge whose condition is false', () => {
  const [finding] = explaining([diamond], 'c').findings;
  assert.is(finding!.state, 'absent');
  const [reason] = finding!.reasons;
  assert.is(reason!.kind, 'unreached');
  const way = reason?.kind === 'unreached' ? reason.way! : [];
  assert.equal(
    way.map(({ to, edges }) => [to, edges.map(({ holds }) => holds)]),
    [
      ['b', [true]],
      ['c', [false]],
    ],
  );
  assert.equal(way[1]!.edges[0]!.conditions[0]!.saw, [{ name: 'fast', value: null }]);
});
absent('names the false condition around an element', () => {
  const roll = {
    nodes: { top: '<package os="redhat">yum</package>', x: '' },
    graph: '<edge from="top" to="x"/>',
  };
  const [finding] = explaining([roll], 'yum').findings;
  const [reason] = finding!.reasons;
  assert.is(reason!.kind, 'condition');
  const { conditions } = reason?.kind === 'condition' ? reason.mention : { conditions: [] };
  assert.is(conditions[0]!.text, 'os="redhat"');
  assert.not(conditions[0]!.holds);
});
absent('names the node that does not want a package', () => {
  const roll = {
    nodes: { top: '<package disable="">vim</package>', x: '' },
    graph: '<edge from="top" to="x"/>',
  };
  const { findings } = explaining([roll], 'vim');
  assert.is(findings[0]!.state, 'disabled');
  assert.is(findings[0]!.by[0]!.node, 'top');
});
absent('says which appliances do have it', () => {
  const roll = {
    nodes: empty('top x login tool'),
    graph: '<edge from="top" to="x"/><edge from="login" to="tool"/>',
    appliances: { top: { node: 'top' }, login: { node: 'login' } },
  };
  const [reason] = explaining([roll], 'tool').findings[0]!.reasons;
  assert.equal(reason, { kind: 'unreached', node: 'tool', cuts: [], elsewhere: ['login'] });
});
absent('suggests names that are close', () => {
  const { findings, close } = explaining([diamond], 'maek');
  assert.equal(findings, []);
  assert.equal(close, [{ kind: 'package', name: 'make' }]);
});
absent('a node that no roll defines', () => {
  const roll = {
    nodes: empty('top x'),
    graph: '<edge from="top" to="x"/><edge from="x" to="gone" os="sunos"/>',
  };
  const [finding] = explaining([roll], 'gone').findings;
  assert.equal(
    finding!.reasons.map(({ kind }) => kind),
    ['undefined', 'unreached'],
  );
});
absent.run();

const attributes = suite('explain(): attributes');
const declaring = {
  ...diamond,
  attributes: { fast: { default: 'no', help: 'Take the short way' }, key: { secret: true, default: 'old' } },
};
attributes('the value in each scope, and the winner', () => {
  const bundle = { attributes: { global: { fast: 'a' }, appliance: { top: { fast: 'b' } } } };
  const { attribute } = explaining([declaring], 'fast', { bundle });
  assert.equal(
    attribute!.scopes.map(({ scope, value, wins }) => [scope, value, wins]),
    [
      ['host', null, false],
      ['rack', null, false],
      ['appliance', 'b', true],
      ['os', null, false],
      ['global', 'a', false],
      ['default', 'no', false],
    ],
  );
  assert.is(attribute!.declared[0]!.help, 'Take the short way');
  assert.is(attribute!.uses[0]!.what, 'edge from "b" to "c"');
});
attributes('a secret value is never printed', () => {
  const roll = {
    ...declaring,
    graph: `${declaring.graph}<edge from="a" to="b" cond="key == 'x'"/>`,
    nodes: {
      ...declaring.nodes,
      a: '<post><file name="/etc/&key;" perms="0600" cond="key">&key;</file></post>',
    },
  };
  const question = { bundle: { attributes: { global: { key: 'hunter2' } } } };
  for (const thing of ['key', 'a', 'b', 'make', 'nothing', '/etc/[secret key]']) {
    const answer = explaining([roll], thing, question);
    const text = JSON.stringify(answer) + renderExplanation(answer);
    assert.not.match(text, 'hunter2');
    if (thing === 'key') assert.not.match(text, '"old"');
  }
});
attributes('one that is not set and not declared is not one', () => {
  assert.is(explaining([diamond], 'slow').attribute, undefined);
  assert.is(explaining([diamond], 'fast').attribute!.value, null);
});
attributes.run();
