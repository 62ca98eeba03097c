import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseCondition } from '../../../builder/graph/condition/parse-condition.ts';
import { ConditionError } from '../../../builder/graph/condition/tokens.ts';
import { attributesOfMachine, checkGraph, parseGraph, traverse } from '../../../builder/graph/mod.ts';

const test = suite('graph: fuzz');

const NAMES =
  'kickstart node package main post pre boot configure file include sinclude var eval service screen variable title option lang native graph edge order to from head tail changelog description foo'.split(
    ' ',
  );
const ATTRIBUTES =
  'name mode owner perms vars expr src cond os arch release disable type phase order arg interpreter chroot file val ref shell enabled instance from to head tail gen interface'.split(
    ' ',
  );
const VALUES = [
  '',
  'top',
  'x',
  '&a;',
  '&nope;',
  'HEAD',
  'TAIL',
  'append',
  'pipe',
  'xml',
  '/f',
  'a and (b',
  'not a',
  'a == 1',
  'linux',
  'meta',
  'yes',
  'y.xml',
  '../z',
  '__proto__',
  'constructor',
];

/** Mostly well-formed markup of the dialect, in wrong places. */
const element: fc.Memo<string> = fc.memo((depth) => {
  const attribute = fc
    .tuple(fc.constantFrom(...ATTRIBUTES), fc.constantFrom(...VALUES))
    .map(([name, value]) => ` ${name}="${value}"`);
  const content =
    depth <= 1
      ? fc.constantFrom('', 'text', '&a;', '&nope;', ' a\n b ', '<![CDATA[<x>]]>', '<!-- -->')
      : fc.oneof(fc.constantFrom('text', '&a;', '&', '<'), element());
  return fc
    .tuple(
      fc.constantFrom(...NAMES),
      fc.uniqueArray(attribute, { maxLength: 3, selector: (text) => text.split('=')[0] }),
      fc.array(content, { maxLength: 4 }),
    )
    .map(([name, attributes, parts]) => `<${name}${attributes.join('')}>${parts.join('')}</${name}>`);
});
const nodeText = fc
  .array(element(4), { maxLength: 4 })
  .map((parts) => `<kickstart>${parts.join('\n')}</kickstart>`);
const graphText = fc
  .array(element(3), { maxLength: 6 })
  .map((parts) => `<graph><edge from="top" to="x"/>${parts.join('\n')}</graph>`);

test('whatever files hold, findings are values and nothing breaks', () => {
  const check = fc.property(
    nodeText,
    nodeText,
    graphText,
    nodeText,
    fc.boolean(),
    (top, x, graph, include, lenient) => {
      const files = [
        { path: 'nodes/top.xml', text: top },
        { path: 'nodes/x.xml', text: x },
        { path: 'graphs/g.xml', text: graph },
        { path: 'include/y.xml', text: include.replace(/<\/?kickstart>/g, '') },
      ];
      const appliances = { top: { node: 'top' } };
      const parsed = parseGraph({
        format: 1,
        lenient,
        rolls: [{ name: 'r', appliances, files }],
        allowEval: ['r'],
      });
      const { profile, problems } = traverse(parsed, attributesOfMachine(parsed, 'top', { a: '1' }), 'top', {
        collectEvals: true,
      });
      assert.is(
        profile === undefined,
        problems.some(({ severity }) => severity === 'error'),
      );
      assert.type(JSON.stringify({ profile, problems, findings: checkGraph(parsed) }), 'string');
    },
  );
  fc.assert(check, { numRuns: 500 });
});

test('any text is a condition or a wrong one', () => {
  const word = fc.constantFrom(
    'a',
    'not',
    'and',
    'or',
    'in',
    'is',
    'None',
    '(',
    ')',
    '[',
    ']',
    ',',
    '==',
    '<',
    '1',
    '-2.5',
    '"s"',
    "'",
    'é',
    '&',
    ' ',
  );
  const text = fc.oneof(
    fc.string(),
    fc.array(word, { maxLength: 20 }).map((words) => words.join(' ')),
  );
  const check = fc.property(text, (source) => {
    try {
      parseCondition(source);
    } catch (error) {
      assert.instance(error, ConditionError);
      const { at } = error as ConditionError;
      assert.ok(at >= 0 && at <= source.length);
    }
  });
  fc.assert(check, { numRuns: 3000 });
});

test('time and findings stay in proportion to the input', () => {
  const many = (piece: string, sizeBytes: number): string =>
    piece.repeat(Math.floor(sizeBytes / piece.length));
  const size = 1_000_000;
  const hostile = [
    `<post>${many('&nope;', size)}</post>`,
    `<post>${many('a&lt;', size)}</post>`,
    many('<unknown/>', size),
    many('<x>', size / 7) + many('</x>', (size / 7) * (4 / 3)),
    many('\n', size),
    `<package cond="${many('(', size / 2)}a${many(')', size / 2)}">p</package>`,
    `<package cond="${many('not ', size)}a">p</package>`,
    `<package os="${many('a,', size)}">p</package>`,
    `<package>${many('a\n', size)}</package>`,
    `<x ${Array.from({ length: size / 12 }, (_, index) => `a${index}="1"`).join(' ')}/>`,
    many('<post><file name="/f">x</file></post>', size),
    `<post>${many('<var name="v"/>', size)}</post>`,
  ];
  for (const body of hostile) {
    const files = [
      { path: 'nodes/top.xml', text: `<kickstart>${body}</kickstart>` },
      { path: 'nodes/x.xml', text: '<kickstart/>' },
      { path: 'graphs/g.xml', text: '<graph><edge from="top" to="x"/></graph>' },
    ];
    const start = process.cpuUsage();
    const graph = parseGraph({ format: 1, lenient: true, rolls: [{ name: 'r', files }] });
    const { problems } = traverse(graph, attributesOfMachine(graph, 'top'), 'top');
    const { user, system } = process.cpuUsage(start);
    assert.ok(problems.length < 5000, `${problems.length} findings about ${body.slice(0, 40)}`);
    assert.ok(user + system < 5e6, `${(user + system) / 1e6} s for ${body.slice(0, 40)}`);
  }
});

test.run();
