import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { planRosters } from '../../../builder/frontend/service/publish/plan-rosters.ts';
import { planPublished } from '../../../builder/frontend/service/publish/publish-plan.ts';
import { attributesOfMachine, parseGraph, traverse } from '../../../builder/graph/mod.ts';
import type { StoredAttribute } from '../../../builder/hosts/mod.ts';
import type { HostDocument, HostRoster } from '../../../builder/model/mod.ts';
import { CONFIG } from '../../fakes/frontend-service.ts';
import { createFakeState } from '../../fakes/frontend-state.ts';
import { PUBLISHED } from '../../fakes/releases.ts';

const test = suite('lists of other hosts for those who ask');

const node = (name: string, body: string) => ({ path: `nodes/${name}.xml`, text: `<node>${body}</node>` });
const file = (body: string): string => `<post><file name="/f">${body}</file></post>`;
const graph = parseGraph({
  format: 1,
  os: 'debian-13',
  rolls: [
    {
      name: 'r',
      appliances: Object.fromEntries(
        ['compute', 'web', 'quiet', 'frontend'].map((name) => [name, { node: name }]),
      ),
      attributes: {
        gpu: { type: 'boolean', default: 'no' },
        pass: { secret: true, default: 'never' },
        note: { default: 'of no interest' },
      },
      files: [
        node(
          'compute',
          file('<hosts appliance="web" field="address"/><hosts where="gpu == True" rack="1"/>'),
        ),
        node('web', '<package cond="hosts.count.compute &gt; 0">p</package>'),
        node('quiet', '<package>q</package>'),
        node('frontend', ''),
        node('off', file('<hosts/>')),
        {
          path: 'graphs/g.xml',
          text: `<graph><edge from="compute" to="quiet"/><edge from="web" to="quiet"/><edge from="frontend" to="quiet"/>
            <edge from="web" to="off" cond="gpu == 'never'"/></graph>`,
        },
      ],
    },
  ],
});

const state = createFakeState();
for (const [appliance, rack, rank] of [
  ['compute', 0, 0],
  ['compute', 1, 0],
  ['compute', 1, 1],
  ['web', 0, 0],
  ['quiet', 0, 0],
] as const)
  state.add({ name: `${appliance}-${rack}-${rank}`, appliance, rack, rank });
const hosts = [...state.hosts.values()];
const set = (subject: string, name: string, value: string, secret = false): StoredAttribute => ({
  ...{ scope: 'host', subject, name, value, secret },
});
const attributes = [
  set('compute-1-1', 'gpu', 'yes'),
  set('web-0-0', 'gpu', 'yes', true),
  set('web-0-0', 'pass', 'HIDDEN', true),
];
const rosters = planRosters({ config: CONFIG, graph, hosts, attributes });
const namesFor = (appliance: string): string =>
  rosters
    .get(appliance)!
    .hosts.map(({ name }) => name)
    .join(' ');

test('are for appliances that may ask, whatever their conditions say now', () => {
  assert.equal([...rosters.keys()], ['compute', 'web']);
  assert.is(namesFor('web'), `compute-0-0 compute-1-0 compute-1-1 ${CONFIG.hostname} quiet-0-0 web-0-0`);
});

test('have the hosts that some node may mean, and the values that nodes name, but for secret ones', () => {
  assert.equal(rosters.get('compute')!.hosts, [
    {
      ...{ name: 'compute-1-1', address: hosts[2]!.address, appliance: 'compute', rack: 1, rank: 1 },
      attributes: { gpu: 'yes' },
    },
    { name: 'web-0-0', address: hosts[3]!.address, appliance: 'web', rack: 0, rank: 0 },
  ]);
});

test('are named by documents, and are the same for all hosts of an appliance', () => {
  const texts = planPublished({
    config: CONFIG,
    releases: PUBLISHED,
    hosts,
    attributes,
    strangers: false,
    rosters,
  });
  const rosterOf = (name: string) => (JSON.parse(texts.documents.get(name)!) as HostDocument).roster;
  assert.is(rosterOf('compute-0-0'), '/hosts/of/compute.json');
  assert.is(rosterOf('compute-1-1'), '/hosts/of/compute.json');
  assert.is(rosterOf('quiet-0-0'), undefined);
  assert.equal([...texts.rosters.keys()], ['compute', 'web']);
  assert.not.match([...texts.rosters.values()].join(''), /HIDDEN|of no interest/);
});

test('change no byte where somebody comes whom nobody there may mean: who asks again hears so in one line', () => {
  const before = planRosters({ config: CONFIG, graph, hosts, attributes });
  const quiet = { ...hosts[4]!, name: 'quiet-0-1', rank: 1 };
  const after = planRosters({ config: CONFIG, graph, hosts: [...hosts, quiet], attributes });
  const texts = (lists: typeof before) =>
    planPublished({
      config: CONFIG,
      releases: PUBLISHED,
      hosts,
      attributes,
      strangers: false,
      rosters: lists,
    }).rosters;
  assert.is(texts(after).get('compute'), texts(before).get('compute'));
  assert.is.not(texts(after).get('web'), texts(before).get('web'));
});

test('give a machine what the whole list gives it', () => {
  const whole = planRosters({ config: CONFIG, graph, hosts, attributes }).get('web')!;
  const { hosts: few } = JSON.parse(
    planPublished({
      config: CONFIG,
      releases: PUBLISHED,
      hosts,
      attributes,
      strangers: false,
      rosters,
    }).rosters.get('compute')!,
  ) as HostRoster;
  const ask = (all: typeof few) =>
    traverse(graph, attributesOfMachine(graph, 'compute', { rack: '1' }), 'compute', {
      roster: { from: 'x', hosts: all },
    }).profile!.files[0]!.text;
  const rich = whole.hosts.map((host) =>
    host.name === 'compute-1-1' ? { ...host, attributes: { gpu: 'yes', other: '1' } } : host,
  );
  assert.is(ask(few), `${hosts[3]!.address}compute-1-1`);
  assert.is(ask(rich), ask(few));
});

test('a document of one host says nothing about 5,000 others, and their lists are as many as appliances', () => {
  const many = createFakeState();
  for (let at = 0; at < 5000; at += 1)
    many.add({ name: `compute-${at >> 5}-${at & 31}`, appliance: 'compute', rack: at >> 5, rank: at & 31 });
  const all = [...many.hosts.values()];
  const lists = planRosters({ config: CONFIG, graph, hosts: all, attributes: [] });
  const texts = planPublished({
    config: CONFIG,
    releases: PUBLISHED,
    hosts: all,
    attributes: [],
    strangers: false,
    rosters: lists,
  });
  assert.ok(texts.documents.get('compute-0-0')!.length < 600);
  assert.equal([...texts.rosters.keys()], ['compute', 'web']);
  assert.is(lists.get('web')!.hosts.length, 5001);
  assert.is(lists.get('compute')!.hosts.length, 0);
});

test.run();
