import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { collectMissing } from '../../../builder/boot/answers/missing.ts';

const DECLARATIONS = [
  { name: 'cluster_name', roll: 'base', help: 'Short name' },
  { name: 'domain', roll: 'base', default: 'cluster' },
  { name: 'munge_key', roll: 'hpc', type: 'key', secret: true },
  { name: 'host_address', roll: 'base', default: '' },
  { name: 'cluster_ssh_key', roll: 'base', default: '' },
  { name: 'root_password_hash', roll: 'base', type: 'password', secret: true },
];

const test = suite('collectMissing()');

test('asks for what has no value, in order', () => {
  const names = collectMissing(DECLARATIONS, { domain: 'cluster' }, true).map(({ name }) => name);
  assert.equal(names, ['cluster_name', 'root_password_hash']);
});

test('never asks for what the cluster makes for itself', () => {
  const names = collectMissing(DECLARATIONS, { domain: 'cluster' }, false).map(({ name }) => name);
  assert.equal(names, ['cluster_name', 'domain', 'root_password_hash']);
});

test('proposes present values, but no password', () => {
  const asked = collectMissing(DECLARATIONS, { domain: 'x.org', root_password_hash: '$6$' }, false);
  assert.equal(
    asked.map(({ title, value }) => [title, value]),
    [
      ['Cluster name', ''],
      ['Domain', 'x.org'],
      ['Root password', ''],
    ],
  );
});

test.run();
