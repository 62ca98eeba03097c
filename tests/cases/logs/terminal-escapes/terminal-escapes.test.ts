import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createLogStore } from '../../../../builder/frontend/service/shared/log-store.ts';
import { openState } from '../../../../builder/frontend/state/mod.ts';
import { runCairn } from '../../../fakes/cairn.ts';
import { PRIVATE } from '../../../unit/frontend-state/open-temporary.ts';

const LOG = join(import.meta.dirname, 'evil-log.bin');
/** Clears the screen, sets the clipboard, asks the terminal for its state, makes a link, and turns bytes that are no text loose. */
const SHOWN = ' link <b>bold</b>  \ufffd\ufffd end\nnext';
const test = suite<{ folder: string }>('case: a log full of terminal escapes');
test.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'cairn-case-'));
});
test.after.each(({ folder }) => rmSync(folder, { recursive: true }));

test('is text for whoever reads it with `cairn host log`, on a terminal or by a pipe', async ({ folder }) => {
  const env = { CAIRN_STATE: join(folder, 'state.db'), CAIRN_LOGS: folder };
  const state = await openState(env.CAIRN_STATE);
  await state.setNetwork(PRIVATE);
  await state.addHost({ appliance: 'compute' });
  await state.close();
  copyFileSync(LOG, join(folder, 'compute-0-0.log'));
  for (const isTTY of [true, false])
    assert.is((await runCairn(['host', 'log', 'compute-0-0'], { env, isTTY })).stdout, SHOWN);
});

test('is text in the file that the frontend keeps, however it was cut into uploads', async ({ folder }) => {
  const bytes = readFileSync(LOG);
  for (const size of [1, 2, 7, bytes.length]) {
    const logs = createLogStore(folder);
    await logs.start('compute-0-0');
    for (let at = 0; at < bytes.length; at += size)
      await logs.append('compute-0-0', bytes.subarray(at, at + size));
    assert.is(readFileSync(join(folder, 'compute-0-0.log'), 'utf8'), SHOWN, `${size} bytes at once`);
  }
});

test.run();
