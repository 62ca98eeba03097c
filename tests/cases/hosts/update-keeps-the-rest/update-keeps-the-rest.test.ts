import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { exportLines, type TestFrontend, withFrontend } from '../with-frontend.ts';

const test = suite('case: an update changes what it names, and nothing else');
const fileOf = (name: string): string => join(import.meta.dirname, name);

/** Lines of the export after an import of `before`, and an update by `file`. */
async function update(before: string, file: string): Promise<readonly string[]> {
  let lines: readonly string[] = [];
  await withFrontend(async (frontend) => {
    const first = await frontend.cairn('host', 'import', fileOf(before));
    assert.is(first.exitCode, 0, first.stderr);
    const second = await frontend.cairn('host', 'import', fileOf(file), '--update');
    assert.is(second.exitCode, 0, second.stderr);
    lines = await exportLines(frontend);
  });
  return lines;
}

const addOne = ({ cairn }: TestFrontend) =>
  cairn(
    ...['host', 'add', 'compute-0-0', '--mac', '52:54:00:00:00:01', '--appliance', 'login', '--rack', '7'],
  );

for (const [file, right] of [
  ['update-loses-macs.csv', 'compute-0-0,login,7,0,52:54:00:00:00:01,10.1.0.50,install,'],
  ['update-loses-macs.yaml', 'compute-0-0,login,7,0,52:54:00:00:00:01,10.1.0.2,os,'],
] as const)
  test(`${file}: MAC address, appliance and rack stay`, () =>
    withFrontend(async (frontend) => {
      await addOne(frontend);
      const { exitCode, stderr } = await frontend.cairn('host', 'import', fileOf(file), '--update');
      assert.is(exitCode, 0, stderr);
      assert.equal(await exportLines(frontend), [right]);
    }));

test('a management board is added, all else stays', async () => {
  assert.equal(await update('b.csv', 'b2.csv'), [
    'compute-0-1,login,3,7,52:54:00:00:00:02,10.1.0.11,install,ipmi://root@10.9.0.2',
  ]);
  assert.equal(await update('a.csv', 'add-bmc.csv'), [
    'compute-0-0,compute,0,0,52:54:00:00:00:01,10.1.0.10,install,ipmi://root@10.9.0.1',
    'compute-0-1,compute,0,1,52:54:00:00:00:02,10.1.0.11,install,ipmi://root@10.9.0.2',
  ]);
});

test('a host whose name says no appliance needs none when it is there', async () => {
  assert.equal(await update('g.csv', 'g2.csv'), [
    'gpu7,compute,0,0,52:54:00:00:00:07,10.1.0.2,install,ipmi://root@10.9.0.7',
  ]);
});

test('a rack alone, MAC addresses alone, a boot action alone', async () => {
  assert.equal(await update('a.csv', 'rack.csv'), [
    'compute-0-1,compute,0,1,52:54:00:00:00:02,10.1.0.11,install,',
    'compute-0-0,compute,5,0,52:54:00:00:00:01,10.1.0.10,install,',
  ]);
  assert.equal((await update('a.csv', 'macs.csv')).length, 2);
  assert.match((await update('a.csv', 'y.yaml'))[0]!, /^compute-0-0,.*,10\.1\.0\.10,rescue,$/);
});

test('what changed is an event of the host', () =>
  withFrontend(async (frontend) => {
    await frontend.cairn('host', 'import', fileOf('a.csv'));
    await frontend.cairn('host', 'import', fileOf('rack.csv'), '--update');
    await frontend.cairn('host', 'import', fileOf('rack.csv'), '--update');
    const events = await frontend.withState((state) => state.listEvents({ host: 'compute-0-0' }));
    assert.equal(
      events.map(({ kind, text }) => `${kind}: ${text}`),
      ['added: compute at 10.1.0.10', 'changed: rack 0 to 5'],
    );
  }));

test.run();
