import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { withFrontend } from '../with-frontend.ts';

const test = suite('case: names whose numbers have different widths');

test('stay as they are, and are chosen as ClusterShell chooses them', () =>
  withFrontend(async ({ cairn }) => {
    assert.is((await cairn('host', 'import', join(import.meta.dirname, 'hosts.csv'))).exitCode, 0);
    const chosen = async (selection: string): Promise<string> =>
      (await cairn('host', 'list', selection, '--format', 'nodes')).stdout.trim();
    assert.is(await chosen('n*!n1c*'), 'n[8-9,08,10,010]');
    assert.is(await chosen('n08'), 'n08');
    assert.is(await chosen('n8'), 'n8');
    assert.is(await chosen('c[01-02],c09'), 'c[01-02,09]');
    assert.is((await cairn('host', 'list', 'c[09-010]')).exitCode, 1);
  }));

test.run();
