import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  groupHosts,
  groupsOf,
  type Host,
  type HostLife,
  nodeSetSourceOf,
  parseNodeSet,
} from '../../../builder/hosts/mod.ts';
import { BuildError } from '../../../builder/model/mod.ts';

const RELEASE = 'a1b2c3d4e5f6';
const hostOf = (name: string): Host =>
  ({ name, appliance: 'compute', rack: 0, state: 'ready', bootAction: 'os' }) as Host;
const hosts = [...['c-0-0', 'c-0-1', 'c-0-2'].map(hostOf), { ...hostOf('c-0-3'), release: 'a1b2eeee0000' }];
const word = { bootedSeconds: 0, load: 0, disks: [], failedCount: 0, failedUnits: [] };
const lives: ReadonlyMap<string, HostLife> = new Map([
  ['c-0-0', { isSilent: false, heardSeconds: 1, word: { ...word, release: RELEASE } }],
  ['c-0-1', { isSilent: true, heardSeconds: 1, word: { ...word, release: 'a1b2ffff' } }],
  ['c-0-2', { isSilent: true }],
]);
const select = (text: string): string => parseNodeSet(text, nodeSetSourceOf(hosts, { lives })).join(' ');
const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof BuildError) return error.code;
    throw error;
  }
  return 'none';
};

const test = suite('groups by what hosts say');
test('who is alive, who is silent, and who is neither', () => {
  assert.is(select('@alive'), 'c-0-0');
  assert.is(select('@silent'), 'c-0-1 c-0-2');
  assert.is(select('@all!@silent!@alive'), 'c-0-3');
});
test('by the release that they say, or were installed from: all of its name, or what it begins with', () => {
  assert.is(select('@release-a1b2c3d4e5f6'), 'c-0-0');
  assert.is(select('@release-a1b2c3'), 'c-0-0');
  assert.is(select('@release-a1b2'), 'c-0-0 c-0-1 c-0-3');
  assert.is(select('@release-ffff'), '');
  assert.is(
    codeOf(() => select('@release-a')),
    'GROUP_UNKNOWN',
  );
  assert.equal(
    parseNodeSet('@release-a1b2', nodeSetSourceOf(hosts)),
    ['c-0-3'],
    'nobody says what hosts say',
  );
});
test('are listed where something is known', () => {
  assert.equal(
    [...groupHosts(hosts, lives).keys()].filter((name) => /alive|silent|release/.test(name)),
    ['alive', 'release-a1b2c3d4e5f6', 'release-a1b2eeee0000', 'release-a1b2ffff', 'silent'],
  );
  assert.ok(groupsOf(hosts[1]!, lives).includes('silent'));
  assert.not.ok(groupsOf(hosts[1]!).includes('silent'));
});
test('are an error where nobody says it, unless an appliance is called so', () => {
  for (const group of ['alive', 'silent'])
    assert.is(
      codeOf(() => parseNodeSet(`@${group}`, nodeSetSourceOf(hosts))),
      'ALIVE_UNKNOWN',
    );
  const appliances = new Set(['alive']);
  assert.equal(parseNodeSet('@alive', nodeSetSourceOf(hosts, { appliances })), []);
});
test.run();
