import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { exportLines, withFrontend } from '../with-frontend.ts';

const test = suite('case: two hosts change places in one file');
const fileOf = (name: string): string => join(import.meta.dirname, name);

for (const [file, right] of [
  ['cards.csv', ['0,0,52:54:00:00:00:02,10.1.0.10', '0,1,52:54:00:00:00:01,10.1.0.11']],
  ['swapped.csv', ['0,0,52:54:00:00:00:01,10.1.0.11', '0,1,52:54:00:00:00:02,10.1.0.10']],
  ['shift.csv', ['0,0,52:54:00:00:00:01,10.1.0.11', '0,1,52:54:00:00:00:02,10.1.0.12']],
] as const)
  test(`${file}: judged by the end`, () =>
    withFrontend(async (frontend) => {
      await frontend.cairn('host', 'import', fileOf('a.csv'));
      const { exitCode, stderr } = await frontend.cairn('host', 'import', fileOf(file), '--update');
      assert.is(exitCode, 0, stderr);
      const lines = right.map((place, at) => `compute-0-${at},compute,${place},install,`);
      assert.equal(await exportLines(frontend), lines);
    }));

test('ranks.csv: judged by the end', () =>
  withFrontend(async (frontend) => {
    await frontend.cairn('host', 'import', fileOf('a.csv'));
    const { exitCode, stderr } = await frontend.cairn('host', 'import', fileOf('ranks.csv'), '--update');
    assert.is(exitCode, 0, stderr);
    assert.equal(await exportLines(frontend), [
      'compute-0-1,compute,0,0,52:54:00:00:00:02,10.1.0.11,install,',
      'compute-0-0,compute,0,1,52:54:00:00:00:01,10.1.0.10,install,',
    ]);
  }));

test('what is in the way in the end is refused at its line, and nothing is changed', () =>
  withFrontend(async (frontend) => {
    await frontend.cairn('host', 'import', fileOf('a.csv'));
    const before = await exportLines(frontend);
    const { exitCode, stderr } = await frontend.cairn('host', 'import', fileOf('renamed.csv'), '--update');
    assert.is(exitCode, 1);
    assert.match(
      stderr,
      /renamed\.csv:3: error: .*"52:54:00:00:00:02" belongs to host "compute-0-1" already/,
    );
    assert.equal(await exportLines(frontend), before);
  }));

test('rows that leave things open get what no other row names, whatever the order', () =>
  withFrontend(async (frontend) => {
    const rows = [
      'compute-0-9,compute,0,9,,10.1.0.2',
      ',compute,,,,',
      ',compute,0,0,,10.1.0.3',
      ',compute,,,,10.1.0.4',
    ];
    const seen = new Set<string>();
    for (const order of [rows, [...rows].reverse()]) {
      const file = join(frontend.folder, 'open.csv');
      await writeFile(file, `name,appliance,rack,rank,macs,address\n${order.join('\n')}\n`);
      const { exitCode, stderr } = await frontend.cairn('host', 'import', file);
      assert.is(exitCode, 0, stderr);
      const lines = await exportLines(frontend);
      assert.equal(lines.map((line) => line.split(',')[0]).sort(), [
        'compute-0-0',
        'compute-0-10',
        'compute-0-11',
        'compute-0-9',
      ]);
      seen.add(
        lines
          .map((line) => line.split(',')[5]!)
          .sort()
          .join(' '),
      );
      await frontend.cairn('host', 'remove', '@all');
    }
    assert.equal([...seen], ['10.1.0.2 10.1.0.3 10.1.0.4 10.1.0.5']);
  }));

test('a free rank whose name another host has is passed over', () =>
  withFrontend(async (frontend) => {
    await frontend.cairn('host', 'add', 'compute-0-0', '--appliance', 'login', '--rank', '5');
    await frontend.cairn('host', 'add', '--appliance', 'compute');
    assert.match((await exportLines(frontend))[0]!, /^compute-0-1,compute,0,1,/);
  }));

test.run();
