import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openState } from '../../builder/frontend/state/mod.ts';
import { PROGRAMS } from '../network/frontend-files.ts';

const ROWS = 800;

const test = suite('kill -9 of a command that writes');
test('all of a file is imported, or nothing; the next command works', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-kill-'));
  const file = join(folder, 'hosts.csv');
  const env = { ...process.env, CAIRN_STATE: join(folder, 'state.db') };
  const cairn = (args: readonly string[], killAfterMs?: number): Promise<number | null> => {
    const child = spawn(process.execPath, [join(PROGRAMS, 'cairn.mjs'), ...args], { env, stdio: 'ignore' });
    const timer =
      killAfterMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfterMs);
    return new Promise((done) =>
      child.once('exit', (code) => {
        clearTimeout(timer);
        done(code);
      }),
    );
  };
  try {
    const rows = Array.from({ length: ROWS }, (_, at) => `compute-0-${at},compute,0,${at}`);
    writeFileSync(file, `name,appliance,rack,rank\n${rows.join('\n')}\n`);
    await (await openState(env.CAIRN_STATE)).close();
    assert.is(await cairn(['network', 'set', 'private', '10.1.0.0/16']), 0);
    const startMs = performance.now();
    assert.is(await cairn(['host', 'import', file]), 0);
    const wholeMs = performance.now() - startMs;
    assert.is(await cairn(['host', 'remove', '@all']), 0);
    const counts: number[] = [];
    // Most of the moments are near the end, where it writes.
    for (const part of [0, 0.3, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1]) {
      const code = await cairn(['host', 'import', file], wholeMs * part);
      const state = await openState(env.CAIRN_STATE);
      const { length } = await state.listHosts();
      assert.ok(length === 0 || length === ROWS, `${length} hosts are there`);
      if (code === 0) assert.is(length, ROWS, 'what was said to be imported is there');
      assert.is(
        (await state.listEvents({ limit: 1e6 })).filter(({ kind }) => kind === 'added').length % ROWS,
        0,
      );
      await state.close();
      counts.push(length);
      if (length > 0) assert.is(await cairn(['host', 'remove', '@all']), 0);
    }
    assert.ok(counts.includes(0), `none was cut off: ${counts}`);
    assert.is(await cairn(['host', 'import', file]), 0);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
test.run();
