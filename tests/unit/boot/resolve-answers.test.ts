import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { resolveAnswers } from '../../../builder/boot/answers/resolve-answers.ts';
import type { InstallState } from '../../../builder/boot/machine/state.ts';
import { parseGraph } from '../../../builder/graph/mod.ts';
import type { GraphBundle } from '../../../builder/model/mod.ts';
import { createFakeMachine } from '../../fakes/installer.ts';

const BUNDLE: GraphBundle = {
  format: 1,
  os: 'debian-13',
  rolls: [],
  attributes: {
    os: { debian: { a: 'graph, family', b: 'graph, family' }, 'debian-13': { b: 'graph, exact' } },
    rack: { '0': { c: 'graph, rack 0' }, '4': { c: 'graph, rack 4' } },
  },
};
const SITE = `attributes:
  os: { debian: { d: "site, family" } }
  rack: { "0": { e: "site, rack 0" }, "4": { e: "site, rack 4" } }
secrets:
  global: { f: hidden }
hosts:
  node-7: { appliance: compute, rack: 4, rank: 7 }
`;

/** Values of a machine that is installed from a medium with a site file. */
function valuesOf(attributes: Readonly<Record<string, string>> = {}) {
  const state = {
    options: { appliance: 'compute', attributes },
    sites: [{ file: 'site.yaml', text: SITE }],
    given: {},
  } as unknown as InstallState;
  return resolveAnswers(createFakeMachine({}), state, parseGraph(BUNDLE), 'compute');
}

const test = suite('which values a machine gets from files');

test('a family of operating systems is a weaker name of the exact one', () => {
  const values = valuesOf();
  assert.is(values.get('a')?.value, 'graph, family');
  assert.is(values.get('b')?.value, 'graph, exact');
  assert.is(values.get('d')?.value, 'site, family');
});

test('a machine that nobody placed is in rack 0, and has the values of that rack', () => {
  const values = valuesOf();
  assert.is(values.get('rack')?.value, '0');
  assert.is(values.get('c')?.value, 'graph, rack 0');
  assert.is(values.get('e')?.value, 'site, rack 0');
});

test('a host of the site is in its rack, unless the kernel command line says another one', () => {
  const planned = valuesOf({ hostname: 'node-7' });
  assert.equal(
    ['rack', 'rank', 'c', 'e'].map((name) => planned.get(name)?.value),
    ['4', '7', 'graph, rack 4', 'site, rack 4'],
  );
  const moved = valuesOf({ hostname: 'node-7', rack: '0' });
  assert.equal(
    ['rack', 'rank', 'c', 'e'].map((name) => moved.get(name)?.value),
    ['0', '7', 'graph, rack 0', 'site, rack 0'],
  );
});

test('what the site keeps secret is secret, also when no roll declares it', () => {
  assert.is(valuesOf().get('f')?.secret, true);
  assert.is(valuesOf().get('a')?.secret, false);
});

test.run();
