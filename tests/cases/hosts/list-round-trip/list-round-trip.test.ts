import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { exportLines, withFrontend } from '../with-frontend.ts';

const test = suite('case: what is exported is imported as it was');
const fileOf = (name: string): string => join(import.meta.dirname, name);

test('an exported list is the same after an import, an update and a new start', () =>
  withFrontend(async (frontend) => {
    const right = await readFile(fileOf('exp.csv'), 'utf8');
    const exported = async (): Promise<string> => (await frontend.cairn('host', 'export')).stdout;
    await frontend.cairn('host', 'import', fileOf('a.csv'));
    assert.is(await exported(), right);
    for (const format of ['csv', 'yaml']) {
      const file = join(frontend.folder, `hosts.${format}`);
      await writeFile(file, (await frontend.cairn('host', 'export', '--format', format)).stdout);
      assert.is((await frontend.cairn('host', 'import', file, '--update')).exitCode, 0);
      assert.is(await exported(), right);
      await frontend.cairn('host', 'remove', '@all');
      assert.is((await frontend.cairn('host', 'import', file)).exitCode, 0);
      assert.is(await exported(), right);
    }
  }));

test('an empty field says nothing; "-" says that there is none', () =>
  withFrontend(async (frontend) => {
    await frontend.cairn('host', 'import', fileOf('a.csv'));
    const { exitCode, stderr } = await frontend.cairn('host', 'import', fileOf('empty.csv'), '--update');
    assert.is(exitCode, 0, stderr);
    assert.match((await exportLines(frontend))[0]!, ',52:54:00:00:00:01,10.1.0.10,');
    for (const [name, text] of [
      ['none.csv', 'name,macs,bmc\ncompute-0-0,-,-\n'],
      ['none.yaml', 'hosts:\n  - { name: compute-0-1, macs: [] }\n'],
    ] as const) {
      const file = join(frontend.folder, name);
      await writeFile(file, text);
      assert.is((await frontend.cairn('host', 'import', file, '--update')).exitCode, 0);
    }
    assert.equal(await exportLines(frontend), [
      'compute-0-0,compute,0,0,,10.1.0.10,install,',
      'compute-0-1,compute,0,1,,10.1.0.11,install,',
    ]);
  }));

test.run();
