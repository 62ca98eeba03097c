import { existsSync, writeFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openConnection } from '../../../builder/frontend/state/database/connection.ts';
import { MIGRATIONS, SCHEMA_VERSION } from '../../../builder/frontend/state/database/schema.ts';
import { openState } from '../../../builder/frontend/state/mod.ts';
import { BuildError } from '../../../builder/model/mod.ts';
import { openTemporary, type TestState } from './open-temporary.ts';

const test = suite<{ t: TestState }>('schema of the state');
test.before.each(async (context) => {
  context.t = await openTemporary();
});
test.after.each(({ t }) => t.end());

async function codeOf(promise: Promise<unknown>): Promise<string | undefined> {
  return promise.then(
    () => undefined,
    (error: unknown) => (error instanceof BuildError ? error.code : String(error)),
  );
}

test('many who open a state that is not there yet make one', async ({ t }) => {
  const file = `${t.file}.new`;
  // A waiting writer holds one of the four threads that a process has for such work.
  const all = await Promise.all(Array.from({ length: 3 }, () => openState(file)));
  await all[0]!.addHost({ appliance: 'compute', address: '10.1.0.9' });
  for (const state of all) assert.is((await state.listHosts()).length, 1);
  for (const state of all) await state.close();
});

test('every earlier version is led to this one, with what is in it', async ({ t }) => {
  for (let version = 1; version < SCHEMA_VERSION; version += 1) {
    const file = `${t.file}.${version}`;
    const connection = await openConnection(file);
    for (const migration of MIGRATIONS.slice(0, version)) await connection.script(migration);
    await connection.script(
      `INSERT INTO hosts (name, appliance, rack, rank, address, bootAction)
       VALUES ('compute-0-0', 'compute', 0, 0, '10.1.0.9', 'os'); PRAGMA user_version = ${version}`,
    );
    await connection.close();
    const state = await openState(file);
    const host = await state.findHost('compute-0-0');
    assert.is(host?.address, '10.1.0.9', `version ${version}`);
    assert.is(host?.disk, undefined);
    await state.recordReport('compute-0-0', { event: 'finished', disk: 'A-1' });
    assert.is((await state.findHost('compute-0-0'))?.disk, 'A-1');
    const ready = await state.recordStart('compute-0-0', { word: 'ready' });
    assert.is(ready.state, 'ready', `version ${version}`);
    assert.type(ready.readySeconds, 'number');
    await state.close();
    const after = await openConnection(file);
    const refused = await after
      .script("UPDATE hosts SET state = 'strange'")
      .catch((error: Error) => error.message);
    assert.match(refused ?? '', /CHECK constraint failed/);
    assert.equal(await after.query('PRAGMA integrity_check', []), [{ integrity_check: 'ok' }]);
    await after.close();
  }
});

test('a state of a newer program is left alone', async ({ t }) => {
  const connection = await openConnection(t.file);
  await connection.script(`PRAGMA user_version = ${SCHEMA_VERSION + 1}`);
  await connection.close();
  assert.is(await codeOf(openState(t.file)), 'STATE_NEWER');
});

test('a file that is no state is named, and left as it is', async ({ t }) => {
  const file = `${t.file}.text`;
  writeFileSync(file, 'this is no database, however long one looks at it\n'.repeat(40));
  assert.is(await codeOf(openState(file)), 'STATE_UNREADABLE');
});

test('asking for a state that must be there makes none', async ({ t }) => {
  const file = `${t.file}.gone`;
  assert.is(await codeOf(openState(file, { mustExist: true })), 'STATE_MISSING');
  assert.is(existsSync(file), false);
});

test.run();
