import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { groupReleases, pickRelease, type StoredAttribute } from '../../../builder/hosts/mod.ts';

const IN_USE = '0'.repeat(12);
const machine = { host: 'compute-1-0', appliance: 'compute', rack: '1', os: 'debian-13' };
const say = (scope: StoredAttribute['scope'], subject: string, digit: string): StoredAttribute => ({
  ...{ scope, subject, name: 'cairn_release', secret: false },
  value: digit === 'current' ? digit : digit.repeat(12),
});

const test = suite('the release of a host');
test('is that of its strongest scope, weakest first: global, os, appliance, rack, host', () => {
  const said = [
    say('global', '', 'a'),
    say('os', 'debian', 'b'),
    say('os', 'debian-13', 'c'),
    say('appliance', 'compute', 'd'),
    say('rack', '1', 'e'),
    say('host', 'compute-1-0', 'f'),
  ];
  // In any order of the rows
  for (const [index, { value }] of said.entries()) {
    const rows = said.slice(0, index + 1).reverse();
    assert.is(pickRelease(groupReleases(rows), machine, IN_USE), value);
  }
});
test('is the one in use where nothing is said, or that is said', () => {
  assert.is(pickRelease(groupReleases([]), machine, IN_USE), IN_USE);
  const others = [say('rack', '2', 'e'), say('host', 'compute-2-0', 'f'), say('appliance', 'login', 'd')];
  assert.is(pickRelease(groupReleases(others), machine, IN_USE), IN_USE);
  const back = [say('appliance', 'compute', 'd'), say('rack', '1', 'current')];
  assert.is(pickRelease(groupReleases(back), machine, IN_USE), IN_USE);
  const other = { ...say('host', 'compute-1-0', 'f'), name: 'timezone' };
  assert.is(pickRelease(groupReleases([other]), machine, IN_USE), IN_USE);
});
test.run();
