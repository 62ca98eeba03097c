import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  attributesOfMachine,
  checkGraph,
  explain,
  openMachine,
  parseGraph,
} from '../../../builder/graph/mod.ts';
import { formatProblem } from '../../../builder/model/mod.ts';
import { ask, one, problemsOf, profileOf, roll, type ShortRoll } from './ask.ts';

const variable = (name: string, more = ''): string => `<variable><name>${name}</name>${more}</variable>`;
const screen = (body: string, more = ''): string => `<screen${more}><title>T</title>${body}</screen>`;
/** What a file gets for `&homes;`. */
const homesOf = (body: string | ShortRoll, question = {}): string =>
  profileOf(
    typeof body === 'string' ? one(`${body}<post><file name="/f">&homes;</file></post>`) : body,
    question,
  ).files[0]!.text;

/** A missing XML declaration is none of what is looked for here. */
const withoutKindness = (rolls: ShortRoll): string[] =>
  problemsOf(rolls).filter((line) => !line.includes('XML_KINDNESS'));

const test = suite('graph: questions and their attributes');

test('a question introduces an attribute: it is no undefined name', () => {
  const body = screen(variable('homes', '<label>Where homes are</label>'));
  const asked = one(`${body}<post><file name="/f">&homes;</file></post>`);
  assert.equal(problemsOf(asked, { options: { allowUnanswered: true } }), []);
  assert.equal(problemsOf(asked), ['error ATTRIBUTE_UNDEFINED r/nodes/top.xml:2:125']);
  const graph = parseGraph({ format: 1, os: 'debian-13', rolls: [roll(asked)] });
  assert.equal(checkGraph(graph).map(formatProblem), []);
  assert.equal(graph.declarations, [
    { name: 'homes', roll: 'r', help: 'Where homes are', element: 'screen' },
  ]);
});

test('its default counts where nobody gives a value; what is optional may be empty', () => {
  const withDefault = screen(variable('homes', '<default> /home </default>'));
  assert.is(homesOf(withDefault), '/home');
  assert.is(homesOf(withDefault, { host: { homes: '/srv' } }), '/srv');
  assert.is(homesOf(screen(variable('homes', '<value>/v</value>'))), '/v');
  assert.is(homesOf(screen(variable('homes', '<optional/>'))), '');
  assert.is(homesOf(screen(variable('homes', '<required>no</required>'))), '');
  assert.is(
    homesOf(screen(variable('homes', '<default>/home/&hostname;</default>')), { host: { hostname: 'n' } }),
    '/home/n',
  );
});

test('a default whose conditions are false is none; the first that holds counts', () => {
  const of = (family: string, path: string): string =>
    screen(variable('homes', `<default>${path}</default>`), ` os="${family}"`);
  const body = of('sunos', '/export') + of('debian', '/home') + of('linux', '/other');
  assert.is(homesOf(body), '/home');
  assert.is(homesOf(body, { host: { os: 'solaris-10' }, bundle: { os: 'solaris-10' } }), '/export');
  assert.is(
    homesOf(screen(variable('homes', '<default cond="x">/a</default>'), ''), {
      options: { allowUnanswered: true },
    }),
    '',
  );
});

test('a default is seen by conditions, in other nodes too', () => {
  const rolls = {
    nodes: {
      top: '<package cond="homes == \'/home\'">nfs</package>',
      x: screen(variable('homes', '<default>/home</default>')),
    },
    graph: '<edge from="top" to="x" cond="False"/>',
  };
  assert.equal(
    profileOf(rolls).packages.enabled.map(({ name }) => name),
    ['nfs'],
  );
});

test('what roll.yaml declares is declared there', () => {
  const rolls = {
    ...one(
      `${screen(variable('homes', '<default>/screen</default>'))}<post><file name="/f">&homes;</file></post>`,
    ),
    attributes: { homes: { default: '/yaml', help: 'H' } },
  };
  assert.is(homesOf(rolls), '/yaml');
  const { declarations } = parseGraph({ format: 1, os: 'debian-13', rolls: [roll(rolls)] });
  assert.equal(
    declarations.map(({ element }) => element),
    [undefined],
  );
});

test('explain says where the value comes from', () => {
  const graph = parseGraph({
    format: 1,
    os: 'debian-13',
    rolls: [roll(one(screen(variable('homes', '<default>/home</default><help>Where</help>'))))],
  });
  const attributes = attributesOfMachine(graph, 'top', {});
  const { profile } = ask(one(''));
  const { attribute } = explain(openMachine(graph, attributes, {}), 'top', profile, 'homes');
  assert.is(attribute?.value, '/home');
  assert.equal(attribute?.scopes.map(({ scope, of, value, wins }) => [scope, of, value, wins]).at(-1), [
    'default',
    'r',
    '/home',
    true,
  ]);
});

test('a question that can have no answer is an error in its place', () => {
  const place = 'r/nodes/top.xml:2:25';
  assert.equal(problemsOf(one(screen('<variable/>'))), [`error ATTRIBUTE_MISSING ${place}`]);
  assert.equal(problemsOf(one(screen(variable('a b')))), [`error ATTRIBUTE_NAME ${place}`]);
  assert.equal(problemsOf(one(screen(variable('hostname')))), [`error ATTRIBUTE_INTRINSIC ${place}`]);
});

test('a password is asked for only where a roll says that it is secret', () => {
  const body = one(screen(variable('pw', '<type>password</type>')));
  assert.equal(problemsOf(body), ['error SCREEN_SECRET r/nodes/top.xml:2:25']);
  assert.equal(withoutKindness({ ...body, lenient: true }), ['error SCREEN_SECRET r/nodes/top.xml:2:25']);
  const secret = { ...body, attributes: { pw: { secret: true, type: 'password' } } };
  assert.equal(problemsOf(secret, { options: { allowUnanswered: true } }), []);
});

test("what only Rocks' web page could do is said", () => {
  assert.equal(problemsOf(one(screen('<code>js</code>'))), [
    'warning ELEMENT_UNSUPPORTED r/nodes/top.xml:2:25',
  ]);
  const validated = one(screen(variable('a', '<default>1</default><validate>js</validate>')));
  assert.equal(problemsOf(validated), ['error ELEMENT_UNKNOWN r/nodes/top.xml:2:69']);
  assert.equal(withoutKindness({ ...validated, lenient: true }), [
    'warning ELEMENT_UNKNOWN r/nodes/top.xml:2:69',
  ]);
});

test.run();
