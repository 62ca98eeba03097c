import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import { rollup } from 'rollup';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseSiteFile, siteAttributes } from '../../../builder/model/files/mod.ts';
import { findQjs } from '../../qjs/fetch-qjs.ts';

// The installer reads site.yaml in QuickJS: the same values and the same findings as in Node.
const CASES = resolve('tests/malformed/build');
const GOOD = `cluster: orion
frontend: { private: { address: 10.1.1.1/16, mtu: jumbo }, public: { address: dhcp } }
storage: { disk: auto, wipe: [/dev/sda] }
secrets: { global: { key: a: b } }
`.replace('a: b', '"a: b"');

const ENTRY = `import { parseSiteFile, siteAttributes } from './model/files/mod.js';
for (const file of scriptArgs.slice(1)) {
  const { value, problems } = parseSiteFile(std.loadFile(file), 'site.yaml');
  print(JSON.stringify({ problems, attributes: value === undefined ? null : siteAttributes(value) }));
}
`;

function readInNode(text: string): string {
  const { value, problems } = parseSiteFile(text, 'site.yaml');
  return JSON.stringify({ problems, attributes: value === undefined ? null : siteAttributes(value) });
}

async function bundle(dir: string): Promise<string> {
  const js = join(dir, 'js');
  const options = ['--noEmit', 'false', '--noCheck', '--rootDir', 'builder', '--outDir', js];
  execFileSync(resolve('node_modules/.bin/tsc'), ['-p', 'tsconfig.engine.json', ...options]);
  await writeFile(join(js, 'entry.js'), ENTRY);
  const modulePaths = [resolve('node_modules')];
  const built = await rollup({
    input: join(js, 'entry.js'),
    plugins: [nodeResolve({ browser: true, modulePaths })],
  });
  const file = join(dir, 'site.js');
  await built.write({ file, format: 'iife' });
  await built.close();
  return file;
}

const test = suite('site.yaml in QuickJS');
test('is read as in Node', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'cairn-test-'));
  try {
    const names = (await readdir(CASES)).filter((name) => name.endsWith('.site.yaml')).sort();
    await writeFile(join(dir, 'good.yaml'), GOOD);
    await writeFile(join(dir, 'deep.yaml'), `a: ${'['.repeat(20_000)}`);
    await writeFile(join(dir, 'dashes.yaml'), '- '.repeat(20_000));
    const files = [...names.map((name) => join(CASES, name)), join(dir, 'good.yaml'), join(dir, 'deep.yaml'), join(dir, 'dashes.yaml')];
    const [program, ...args] = await findQjs();
    const out = execFileSync(program!, [...args, '--std', await bundle(dir), ...files], { encoding: 'utf8' });
    const expected = await Promise.all(files.map(async (file) => readInNode(await readFile(file, 'utf8'))));
    assert.equal(out.trim().split('\n'), expected);
    assert.ok(expected.some((line) => line.includes('"key":"a: b"')));
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
});
test.run();
