import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readGraphValues } from '../../../builder/graph/mod.ts';
import { isSaid, type StoredAttribute } from '../../../builder/hosts/mod.ts';
import type { GraphBundle } from '../../../builder/model/mod.ts';

const ROLL: GraphBundle['rolls'][number] = {
  name: 'mine',
  appliances: { compute: { node: 'compute' } },
  attributes: { open: { default: '' }, full: { default: 'x' } },
  files: [],
};

function said(name: string, bundle: Partial<GraphBundle> = {}, stored: readonly StoredAttribute[] = []) {
  return isSaid(
    [name],
    readGraphValues({ format: 1, os: 'debian-13', rolls: [ROLL], ...bundle }).values,
    stored,
  );
}

const test = suite('whether anybody says something of an attribute');

test('nobody does where all of it is empty', () => {
  assert.is(said('open'), false);
  assert.is(said('open', { attributes: { global: { open: '' }, rack: { 3: { other: 'x' } } } }), false);
});

test('a default, recipe and site in each scope, a roll for an appliance, and the state do', () => {
  assert.is(said('full'), true);
  assert.is(said('open', { attributes: { global: { open: 'x' } } }), true);
  for (const scope of ['os', 'appliance', 'rack', 'host'] as const)
    assert.is(said('open', { attributes: { global: {}, [scope]: { one: { open: 'x' } } } }), true, scope);
  const forCompute = { ...ROLL, appliances: { compute: { node: 'compute', attributes: { open: 'x' } } } };
  assert.is(said('open', { rolls: [forCompute] }), true);
  const row = { scope: 'rack', subject: '3', name: 'open', value: 'x', secret: false } as const;
  assert.is(said('open', {}, [row]), true);
  assert.is(said('open', {}, [{ ...row, value: '' }]), false);
});

test.run();
