import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { compile } from '../../../builder/boot/answers/compile.ts';
import { splitAnswers } from '../../../builder/boot/answers/keep-answers.ts';
import { adoptKeptKeys, makeKeys } from '../../../builder/boot/answers/make-keys.ts';
import { PATHS } from '../../../builder/boot/machine/paths.ts';
import type { InstallState } from '../../../builder/boot/machine/state.ts';
import { CLUSTER_KEYS_PATH, type GraphBundle } from '../../../builder/model/mod.ts';
import { createFakeMachine } from '../../fakes/installer.ts';

const BUNDLE: GraphBundle = {
  format: 1,
  os: 'debian-13',
  arch: 'amd64',
  rolls: [
    {
      name: 'base',
      appliances: { frontend: { node: 'frontend' } },
      attributes: {
        trust_key: { type: 'key', secret: true },
        given_key: { type: 'key', secret: true },
        idle_key: { type: 'key', secret: true },
        plain: { default: 'x' },
      },
      files: [
        {
          path: 'nodes/frontend.xml',
          text: '<kickstart><post><file name="/etc/key" perms="0600">&trust_key;</file></post></kickstart>',
        },
        { path: 'graphs/base.xml', text: '<graph><edge from="frontend" to="frontend"/></graph>' },
      ],
    },
  ],
};
const GIVEN = 'f'.repeat(64);
const SITE = `cluster: orion\nsecrets: { global: { given_key: "${GIVEN}" } }\n`;

function machine(files: Readonly<Record<string, string>> = {}) {
  const state = {
    options: { appliance: 'frontend', attributes: {}, wipe: [], questions: false, finish: 'reboot' },
    source: { url: '' },
    inUse: [],
    sites: [{ file: 'site.yaml', text: SITE }],
    given: {},
    startedMs: 0,
  } as unknown as InstallState;
  return { fake: createFakeMachine({ [PATHS.bundle]: JSON.stringify(BUNDLE), ...files }), state };
}

const test = suite('keys of a machine that no frontend knows');

test('are made where nobody gave one, and used', () => {
  const { fake, state } = machine();
  const keys = makeKeys(fake, state);
  assert.equal(Object.keys(keys), ['idle_key', 'trust_key']);
  assert.match(keys['trust_key'] ?? '', /^[0-9a-f]{64}$/);
  const compiled = compile(fake, { ...state, keys });
  assert.match(JSON.stringify(compiled.plan.scripts), keys['trust_key']!);
  assert.not.match(JSON.stringify(compiled.description), keys['trust_key']!);
  assert.not.ok('trust_key' in compiled.openAnswers);
  assert.equal(compiled.missing, []);
});

test('are handed to the frontend apart from what a person gave', () => {
  const { fake, state } = machine();
  const withKeys = { ...state, keys: makeKeys(fake, state) };
  const { open, answers } = splitAnswers(BUNDLE, withKeys, compile(fake, withKeys), undefined);
  assert.equal(answers.keys, { trust_key: withKeys.keys['trust_key'] }, 'what it does not use is no key yet');
  assert.equal(answers.secrets.global, { given_key: GIVEN });
  assert.not.match(JSON.stringify(open), withKeys.keys['trust_key']!);
});

test('of a frontend that is installed again are those that its cluster has', () => {
  const { fake, state } = machine();
  const kept = { format: 1, keys: { trust_key: 'a'.repeat(64), given_key: 'b'.repeat(64), gone: 'c' } };
  const withKeys = { ...state, keys: makeKeys(fake, state) };
  assert.equal(adoptKeptKeys(fake, withKeys), withKeys, 'a new disk');
  fake.files.set(`${PATHS.target}${CLUSTER_KEYS_PATH}`, JSON.stringify(kept));
  const adopted = adoptKeptKeys(fake, withKeys);
  // What the site says is stronger than what was.
  const { idle_key } = withKeys.keys;
  assert.equal(adopted.keys, { trust_key: 'a'.repeat(64), idle_key });
  const compiled = compile(fake, adopted);
  assert.match(JSON.stringify(compiled.plan.scripts), 'a'.repeat(64));
  assert.equal(splitAnswers(BUNDLE, adopted, compiled, undefined).answers.keys, {
    trust_key: 'a'.repeat(64),
  });
  // One that only other machines use is theirs still
  const used = { ...kept, keys: { ...kept.keys, idle_key: 'd'.repeat(64) } };
  fake.files.set(`${PATHS.target}${CLUSTER_KEYS_PATH}`, JSON.stringify(used));
  const both = adoptKeptKeys(fake, withKeys);
  const { keys } = splitAnswers(BUNDLE, both, compile(fake, both), undefined).answers;
  assert.equal(keys, { trust_key: 'a'.repeat(64), idle_key: 'd'.repeat(64) });
});

test('what was kept in another form is of no use, and no reason not to install', () => {
  for (const text of [
    '{"format":2,"keys":{}}',
    '{}',
    'null',
    '{"format":1,"keys":{"trust_key":7}}',
    'nothing',
  ]) {
    const { fake, state } = machine({ [`${PATHS.target}${CLUSTER_KEYS_PATH}`]: text });
    const keys = makeKeys(fake, state);
    assert.equal(adoptKeptKeys(fake, { ...state, keys }).keys, keys, text);
    assert.match(fake.files.get(PATHS.progress) ?? '', 'The cluster gets new keys');
  }
});

test.run();
