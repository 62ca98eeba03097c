import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { compile } from '../../../builder/boot/answers/compile.ts';
import { PATHS } from '../../../builder/boot/machine/paths.ts';
import type { InstallState } from '../../../builder/boot/machine/state.ts';
import type { GraphBundle, HostDocument } from '../../../builder/model/mod.ts';
import { createFakeMachine } from '../../fakes/installer.ts';

const BUNDLE: GraphBundle = {
  format: 1,
  os: 'debian-13',
  attributes: { global: { private_address: '10.1.1.1' } },
  rolls: [
    {
      name: 'r',
      appliances: { compute: { node: 'top' }, frontend: { node: 'top' } },
      files: [
        {
          path: 'nodes/top.xml',
          text: '<node><post><file name="/peers"><hosts field="address"/></file></post><package cond="hosts.count.web == 1">p</package></node>',
        },
        { path: 'nodes/x.xml', text: '<node/>' },
        { path: 'graphs/g.xml', text: '<graph><edge from="top" to="x"/></graph>' },
      ],
    },
  ],
};
const HOST: HostDocument = {
  ...{ format: 1, name: 'c-0', appliance: 'compute', rack: '0', rank: '0', mac: '', address: '10.1.0.2' },
  attributes: {},
  frontend: { hostname: 'frontend', address: '10.1.1.1', service: '' },
};

function peersOf(
  state: Partial<InstallState>,
  files: Readonly<Record<string, string>>,
  appliance = 'compute',
) {
  const fake = createFakeMachine(files);
  const options = { appliance, attributes: {} };
  const whole = { options, source: {}, sites: [], given: {}, ...state } as unknown as InstallState;
  const { description, plan } = compile(fake, whole);
  return [description.files[0]!.text, plan.packages.install.map(({ name }) => name).join(' ')];
}

const test = suite('the other hosts in the installer');

test('are those that the frontend gave with the description', () => {
  const roster = {
    format: 1,
    hosts: [
      { name: 'w', address: '10.1.0.9', appliance: 'web', rack: 0, rank: 0 },
      { name: 'c-0', address: '10.1.0.2', appliance: 'compute', rack: 0, rank: 0 },
    ],
  };
  const files = { [PATHS.fetchedBundle]: JSON.stringify(BUNDLE), [PATHS.roster]: JSON.stringify(roster) };
  assert.equal(peersOf({ host: { ...HOST, roster: '/hosts/of/compute.json' } }, files), [
    '10.1.0.2 10.1.0.9',
    'p',
  ]);
  assert.equal(peersOf({ host: HOST }, files), ['', ''], 'a description that names no list asks nobody');
});

test('are none where nobody knows them; a frontend knows itself', () => {
  const files = { [PATHS.bundle]: JSON.stringify(BUNDLE) };
  assert.equal(peersOf({}, files), ['', '']);
  assert.equal(peersOf({}, files, 'frontend'), ['10.1.1.1', '']);
});

test.run();
