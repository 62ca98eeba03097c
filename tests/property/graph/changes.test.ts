import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { renderChanges } from '../../../builder/boot/change/render-changes.ts';
import { attributesOfMachine, parseGraph, traverse } from '../../../builder/graph/mod.ts';
import type { RosterHost, Script } from '../../../builder/model/mod.ts';
import { one, roll } from '../../unit/graph/ask.ts';

const test = suite('scripts that follow other hosts');

const APPLIANCES = ['top', 'web', 'db'];
const hosts: fc.Arbitrary<RosterHost[]> = fc.uniqueArray(
  fc.record({
    name: fc.stringMatching(/^[a-c][0-9]{1,2}$/),
    address: fc.constantFrom('', '10.1.0.1', '10.1.0.2'),
    appliance: fc.constantFrom(...APPLIANCES),
    rack: fc.nat(2),
    rank: fc.nat(12),
    attributes: fc.record(
      { gpu: fc.constantFrom('yes', 'no'), size: fc.constantFrom('1', '2"0') },
      { requiredKeys: [] },
    ),
  }),
  { selector: ({ name }) => name, maxLength: 12 },
);
const maybe = (...values: readonly string[]): fc.Arbitrary<string> => fc.constantFrom('', ...values);
const question = fc
  .record({
    appliance: maybe('web', 'db,top', '&appliance;'),
    rack: maybe('0', '1,2', '&rack;'),
    where: maybe("gpu == 'x' or gpu", 'size &gt; 3', 'gpu is None', 'rank in [0, 1]'),
    field: maybe('address', 'rank', 'gpu', 'size', 'fqdn'),
    first: maybe('yes'),
    others: maybe('yes'),
    between: maybe(',', '&#10;', '&hostname;'),
  })
  .map((given) => {
    const written = Object.entries(given).filter(([, value]) => value !== '');
    return `<hosts${written.map(([name, value]) => ` ${name}="${value}"`).join('')}/>`;
  });
const fact = fc.constantFrom('&hosts.count;', '&hosts.names.db;', '&hosts.first;', '<hosts count="yes"/>');
const quote = maybe(' quote="json"');
const body = fc
  .tuple(quote, fc.array(fc.oneof(question, fact), { minLength: 1, maxLength: 4 }))
  .map(([how, parts]) => {
    return `<on change="hosts" env="hosts.addresses.web"><file name="/f"${how}>${parts.join('|&hostname;')}</file>true</on>`;
  });
const machine = fc.record({ rack: fc.constantFrom('0', '1', '2'), hostname: fc.constantFrom('a1', 'b2') });

const attributes = { gpu: { default: '' }, size: { default: '' }, domain: { default: 'lan' } };
const appliances = Object.fromEntries(APPLIANCES.map((name) => [name, { node: 'top' }]));

function describe(text: string, host: Record<string, string>, all: readonly RosterHost[]): readonly Script[] {
  const rolls = [roll({ ...one(text), attributes, appliances })];
  const graph = parseGraph({ format: 1, os: 'debian-13', rolls });
  const roster = { from: 'x', hosts: all };
  const { profile, problems } = traverse(graph, attributesOfMachine(graph, 'top', host), 'top', { roster });
  assert.equal(problems, []);
  // As a machine keeps it
  return JSON.parse(JSON.stringify(profile!.scripts)) as Script[];
}

test('a machine answers later what the graph would have answered, whatever it was told at its installation', () => {
  const check = fc.property(body, hosts, hosts, machine, (text, before, now, host) => {
    const kept = describe(text, host, before);
    const fresh = describe(text, host, now);
    const roster = { from: 'x', hosts: [...now].reverse() };
    const texts = (scripts: readonly Script[]) => renderChanges(scripts, roster).map((one) => one.programs);
    assert.equal(texts(kept), texts(fresh));
    const answered = fresh.map(({ asks: _, parts, ...script }) => ({
      ...script,
      parts: parts.map((part) => ({ ...part, pieces: undefined })) as Script['parts'],
    }));
    assert.equal(texts(answered), texts(fresh));
  });
  fc.assert(check, { numRuns: 200 });
});

test('nothing but the hosts that are asked for makes a difference', () => {
  const of = (hosts: readonly RosterHost[], name: string) =>
    hosts.filter(({ appliance }) => appliance === name);
  const check = fc.property(hosts, hosts, machine, (before, now, host) => {
    const text =
      '<on change="hosts" env="hosts.count.web"><file name="/f"><hosts appliance="web" field="address"/></file></on>';
    const kept = describe(text, host, []);
    const said = (all: readonly RosterHost[]) =>
      JSON.stringify(renderChanges(kept, { from: 'x', hosts: all }).map(({ programs }) => programs));
    assert.is(said([...of(before, 'web'), ...of(now, 'db'), ...of(now, 'top')]), said(of(before, 'web')));
    const extra = { name: 'z', address: '10.9.9.9', appliance: 'web', rack: 0, rank: 0 };
    assert.is.not(said([...of(before, 'web'), extra]), said(of(before, 'web')));
  });
  fc.assert(check, { numRuns: 200 });
});

test.run();
