import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createKeyKeeper } from '../../../builder/frontend/service/hand-off/keep-keys.ts';
import {
  clusterKeyName,
  type SecretsGraph,
} from '../../../builder/frontend/service/hand-off/secret-answer.ts';
import type { FrontendConfig } from '../../../builder/frontend/service/shared/config.ts';
import { readGraphValues } from '../../../builder/graph/mod.ts';
import { withTempDir } from '../../../builder/io/mod.ts';
import { createFakeState } from '../../fakes/frontend-state.ts';

const NAMES = ['backup_key', 'munge_key', 'site_key'];
const roll = {
  name: 'mine',
  attributes: Object.fromEntries(NAMES.map((name) => [name, { secret: true, type: 'key' as const }])),
  files: [],
};
const { values } = readGraphValues({ format: 1, os: 'debian-13', rolls: [roll] });
const graph: SecretsGraph = { values: async () => values, reads: async () => new Set(NAMES) };
const config = { hostname: 'frontend', address: '10.1.1.1' } as FrontendConfig;

const test = suite('createKeyKeeper()');

test('keeps what is set and what was made, asks for all of it at once, and writes what is new', () =>
  withTempDir(async (dir) => {
    const state = createFakeState();
    const asked: string[] = [];
    const watched = {
      ...state,
      attributesOf: (...given: Parameters<typeof state.attributesOf>) => {
        asked.push('attributes');
        return state.attributesOf(...given);
      },
      listKeys: (host: string) => {
        asked.push('keys');
        return state.listKeys(host);
      },
      ensureKey: (...given: Parameters<typeof state.ensureKey>) => {
        asked.push(given[1]);
        return state.ensureKey(...given);
      },
    };
    const file = join(dir, 'keys.json');
    const read = () => (JSON.parse(readFileSync(file, 'utf8')) as { keys: Record<string, string> }).keys;
    const keep = createKeyKeeper({ config, state: watched }, async () => graph, file);
    const set = 's'.repeat(32);
    state.attributes.push({ scope: 'global', subject: '', name: 'site_key', value: set, secret: true });
    const made = await state.ensureKey('', clusterKeyName('munge_key'), () => 'm'.repeat(32));

    await keep();
    const first = read();
    assert.equal(first, { munge_key: made, site_key: set }, 'what nobody uses is no key yet');
    assert.equal(asked.splice(0), ['attributes', 'keys']);

    rmSync(file);
    await keep();
    assert.throws(read, /ENOENT/, 'nothing is new');
    assert.equal(asked, ['attributes', 'keys']);

    state.attributes.push({ scope: 'global', subject: '', name: 'munge_key', value: set, secret: true });
    const used = await state.ensureKey('', clusterKeyName('backup_key'), () => 'b'.repeat(32));
    await keep();
    assert.equal(read(), { backup_key: used, munge_key: set, site_key: set });
  }));

test.run();
