import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  attributesOfMachine,
  collectRosterNeeds,
  parseGraph,
  pickRoster,
  traverse,
} from '../../../builder/graph/mod.ts';
import type { Roster, RosterHost } from '../../../builder/model/mod.ts';
import { one, roll } from '../../unit/graph/ask.ts';

const test = suite('lists of other hosts');

const APPLIANCES = ['top', 'web', 'db'];
const hosts: fc.Arbitrary<RosterHost[]> = fc.uniqueArray(
  fc.record({
    name: fc.stringMatching(/^[a-c][0-9]{1,2}$/),
    address: fc.constantFrom('', '10.1.0.1', '10.1.0.2'),
    appliance: fc.constantFrom(...APPLIANCES),
    rack: fc.nat(2),
    rank: fc.nat(12),
    attributes: fc.record(
      { gpu: fc.constantFrom('yes', 'no'), size: fc.constantFrom('1', '20') },
      { requiredKeys: [] },
    ),
  }),
  { selector: ({ name }) => name, maxLength: 12 },
);
const maybe = (...values: readonly string[]): fc.Arbitrary<string> => fc.constantFrom('', ...values);
const element = fc
  .record({
    appliance: maybe('web', 'db,top', '&appliance;'),
    rack: maybe('0', '1,2', '&rack;'),
    where: maybe("gpu == 'x' or gpu", 'size &gt; 3', 'gpu is None', 'rank in [0, 1]'),
    field: maybe('address', 'rank', 'gpu', 'size'),
    first: maybe('yes'),
    others: maybe('yes'),
    cond: maybe('hosts.count.web &gt; 1', 'rack == 1'),
  })
  .map((given) => {
    const written = Object.entries(given).filter(([, value]) => value !== '');
    return `<hosts${written.map(([name, value]) => ` ${name}="${value}"`).join('')}/>`;
  });
const fact = fc.constantFrom(
  '&hosts.count;',
  '&hosts.names.db;',
  '&hosts.first;',
  '<hosts count="yes" appliance="web"/>',
);
const body = fc.array(fc.oneof(element, fact), { minLength: 1, maxLength: 4 }).map((parts) => {
  return `<post><file name="/f">${parts.join('|')}</file></post><package cond="hosts.count.db == 1">p</package>`;
});
const machine = fc.record({ rack: fc.constantFrom('0', '1', '2'), hostname: fc.constantFrom('a1', 'b2') });

test('the part of a list that an appliance may ask for gives each of its machines what the whole list gives', () => {
  const check = fc.property(body, hosts, machine, (text, all, host) => {
    const attributes = { gpu: { default: '' }, size: { default: '' } };
    const appliances = Object.fromEntries(APPLIANCES.map((name) => [name, { node: 'top' }]));
    const graph = parseGraph({
      format: 1,
      os: 'debian-13',
      rolls: [roll({ ...one(text), attributes, appliances })],
    });
    const whole: Roster = { from: 'x', hosts: all };
    const ask = (roster: Roster) => {
      const { profile, problems } = traverse(graph, attributesOfMachine(graph, 'top', host), 'top', {
        roster,
      });
      assert.equal(problems, []);
      const { files, packages, hosts: facts } = profile!;
      return { files, packages, facts };
    };
    const needs = collectRosterNeeds(graph, 'top');
    const expected = ask(whole);
    assert.equal(ask(pickRoster(whole, needs)), expected);
    assert.equal(
      ask(JSON.parse(JSON.stringify(pickRoster({ ...whole, hosts: [...all].reverse() }, needs)))),
      expected,
    );
  });
  fc.assert(check, { numRuns: 300 });
});

test.run();
