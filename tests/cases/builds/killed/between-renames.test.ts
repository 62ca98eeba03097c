import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { replaceFolder } from '../../../../builder/build/output/replace-folder.ts';
import { withTempDir } from '../../../../builder/io/mod.ts';

const test = suite('case: a build that was killed between the two renames of its result');

test('the older one is put back, by its own end or by the next', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-replaced-'));
  const modules = join(import.meta.dirname, '../../../../builder');
  for (const signal of ['SIGKILL', 'SIGTERM']) {
    mkdirSync(join(folder, 'result'), { recursive: true });
    mkdirSync(join(folder, 'new'), { recursive: true });
    writeFileSync(join(folder, 'result/SHA256SUMS'), 'older');
    const script = `import fs from 'node:fs/promises';
      import { syncBuiltinESMExports } from 'node:module';
      const { rename } = fs;
      fs.rename = async (from, to) => {
        if (!from.endsWith('/new')) return rename(from, to);
        process.kill(process.pid, '${signal}');
        await new Promise((done) => setTimeout(done, 600_000));
      };
      syncBuiltinESMExports();
      const { replaceFolder } = await import(${JSON.stringify(join(modules, 'build/output/replace-folder.ts'))});
      await replaceFolder(${JSON.stringify(join(folder, 'new'))}, ${JSON.stringify(join(folder, 'result'))});`;
    const child = spawn(process.execPath, [...process.execArgv, '--input-type=module', '-e', script], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    await once(child, 'exit');
    assert.is(existsSync(join(folder, 'result')), signal === 'SIGTERM', signal);
    await withTempDir(async () => {}, folder);
    assert.is(readFileSync(join(folder, 'result/SHA256SUMS'), 'utf8'), 'older', signal);
    assert.equal(readdirSync(folder).sort(), ['new', 'result']);
  }
  // And what was replaced is gone
  await replaceFolder(join(folder, 'new'), join(folder, 'result'));
  assert.equal(readdirSync(folder), ['result']);
  assert.equal(readdirSync(join(folder, 'result')), []);
  rmSync(folder, { recursive: true });
});

test.run();
