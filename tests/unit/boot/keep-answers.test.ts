import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { keepAnswers, splitAnswers } from '../../../builder/boot/answers/keep-answers.ts';
import { PATHS } from '../../../builder/boot/machine/paths.ts';
import type { InstallState } from '../../../builder/boot/machine/state.ts';
import { FRONTEND_ANSWERS_PATH, type FrontendAnswers, type GraphBundle } from '../../../builder/model/mod.ts';
import { createFakeMachine } from '../../fakes/installer.ts';

const SITE = `cluster: rocks
domain: test.example
rootPassword: "$6$salt$0123456789"
frontend:
  private: { address: 10.77.0.1/24, mac: "02:00:00:00:00:01" }
storage: { disk: /dev/sda }
attributes:
  global: { admin_user: ada, munge_key: OPENLY-SECRET }
  appliance: { compute: { kernel_options: quiet } }
  host: { head: { own: "1" }, compute-0-0: { color: red } }
secrets:
  global: { nobody_declared: HIDDEN }
  appliance: { compute: { munge_key: DEEPER } }
hosts:
  compute-0-0: { appliance: compute, mac: "52:54:00:00:00:01", storage: { disk: /dev/vdb } }
`;
const BUNDLE: GraphBundle = {
  format: 1,
  rolls: [{ name: 'base', files: [], attributes: { munge_key: { secret: true, type: 'key' } } }],
  attributes: { global: { timezone: 'UTC', domain: 'cluster', private_mac: 'of-the-recipe' } },
};
const STATE = {
  options: { appliance: 'frontend', attributes: { storage_wipe: 'all' } },
  sites: [{ file: 'site.yaml', text: SITE }],
  given: { timezone: 'Europe/Paris' },
} as unknown as InstallState;
const COMPILED = {
  attributes: { hostname: 'head' },
  openAnswers: {
    timezone: 'Europe/Paris',
    domain: 'test.example',
    private_mac: '02:00:00:00:00:01',
    storage_disk: '/dev/sda',
    storage_wipe: 'all',
    nobody_declared: 'HIDDEN',
  },
  usedKeys: [],
};

const test = suite('answers that a frontend keeps');
const { open, answers } = splitAnswers(BUNDLE, STATE, COMPILED, '$6$salt$of-shadow');

test('answers about the place are for every machine: files, then dialogs', () => {
  assert.is(open.global?.['timezone'], 'Europe/Paris');
  assert.is(open.global?.['domain'], 'test.example');
  assert.is(open.global?.['private_network'], '10.77.0.0');
  assert.is(open.global?.['admin_user'], 'ada');
  assert.equal(open.appliance?.['compute'], { kernel_options: 'quiet' });
});

test('cards and disks of the frontend are for the frontend alone', () => {
  for (const name of ['private_mac', 'storage_disk', 'storage_wipe'])
    assert.is(open.global?.[name], undefined, name);
  assert.equal(open.appliance?.['frontend'], {
    private_mac: '02:00:00:00:00:01',
    storage_disk: '/dev/sda',
    storage_wipe: 'all',
  });
});

test('no secret is open, whether declared by a roll or kept by the site', () => {
  assert.not.match(JSON.stringify(open), /SECRET|HIDDEN|DEEPER|\$6\$/);
});

test("secrets, single hosts and root's password as it was set go to the state", () => {
  assert.equal(answers.secrets.global, {
    munge_key: 'OPENLY-SECRET',
    nobody_declared: 'HIDDEN',
    root_password_hash: '$6$salt$of-shadow',
  });
  assert.equal(answers.secrets.appliance, { compute: { munge_key: 'DEEPER' } });
  assert.equal(answers.hostAttributes, { 'compute-0-0': { storage_disk: '/dev/vdb', color: 'red' } });
  assert.equal(answers.hosts, { 'compute-0-0': { appliance: 'compute', mac: '52:54:00:00:00:01' } });
});

test('a locked root leaves no hash', () => {
  const locked = splitAnswers(BUNDLE, STATE, COMPILED, undefined);
  assert.is(locked.answers.secrets.global['root_password_hash'], undefined);
});

test('only root may read what is left; a machine without the graph keeps nothing', () => {
  const path = `${PATHS.target}${FRONTEND_ANSWERS_PATH}`;
  const frontend = createFakeMachine({
    [`${PATHS.target}/srv/cairn/releases/current/graph.json`]: JSON.stringify(BUNDLE),
    [`${PATHS.target}/etc/shadow`]: 'daemon:*:1::::::\nroot:$6$salt$of-shadow:20000:0:99999:7:::\n',
  });
  const modes = new Map<string, number | undefined>();
  const write = (name: string, text: string, mode?: number): void => {
    modes.set(name, mode);
    frontend.write(name, text, mode);
  };
  keepAnswers({ ...frontend, write }, STATE, COMPILED as never);
  const left = JSON.parse(frontend.files.get(path)!) as FrontendAnswers;
  assert.is(left.secrets.global['root_password_hash'], '$6$salt$of-shadow');
  assert.is(modes.get(path), 0o600);
  const other = createFakeMachine({});
  keepAnswers(other, STATE, COMPILED as never);
  assert.not.ok(other.files.has(path));
});

test('the list of checksums says what the graph is now, and the rest as before', () => {
  const folder = `${PATHS.target}/srv/cairn/releases/current`;
  const frontend = createFakeMachine(
    {
      [`${folder}/graph.json`]: JSON.stringify(BUNDLE),
      [`${folder}/SHA256SUMS`]: 'aa  base/graph.json\nbb  graph.json\ncc  pool/p.deb\n',
    },
    (command) =>
      command === `sha256sum ${folder}/graph.json` ? { lines: [`dd  ${folder}/graph.json`] } : undefined,
  );
  keepAnswers(frontend, STATE, COMPILED as never);
  assert.is(
    frontend.files.get(`${folder}/SHA256SUMS`),
    'aa  base/graph.json\ndd  graph.json\ncc  pool/p.deb\n',
  );
});

test.run();
