import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runCairn } from '../../../fakes/cairn.ts';

const test = suite('case: a kernel module that is built on the machine');
const check = (folder: string) => runCairn(['graph', 'check', '--recipe', join(folder, 'recipe.yaml')]);

test('needs the headers of the kernel, and has them', async () => {
  const { exitCode, stderr } = await check(import.meta.dirname);
  assert.equal([exitCode, stderr], [0, '']);
});

test('without them there is a warning: nothing would be built, and nobody would hear of it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-case-'));
  cpSync(import.meta.dirname, folder, { recursive: true });
  const node = join(folder, 'roll/nodes/video.xml');
  writeFileSync(node, readFileSync(node, 'utf8').replace('<package>linux-headers-amd64</package>', ''));
  const { exitCode, stderr } = await check(folder).finally(() => rmSync(folder, { recursive: true }));
  assert.is(exitCode, 0);
  assert.match(stderr, /roll\/nodes\/video\.xml:3: warning: Package "v4l2loopback-dkms" .* \[DKMS_HEADERS\]/);
});

test.run();
