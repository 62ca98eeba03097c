import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { rollup } from 'rollup';
import { listPlugins } from '../../scripts/bundle-plugins.mjs';

const CACHE = resolve('output/.cache/engine');
const ROOMS = ['model', 'hosts', 'graph', 'render', 'backends', 'boot'].map((room) =>
  resolve('builder', room),
);

/** What can be loaded into QuickJS: what the installer runs, all of the graph room, and which values hosts get. */
const PARTS = {
  engine: { input: 'boot/engine.js', name: 'cairnEngine' },
  graph: { input: 'graph/mod.js', name: 'cairnGraph' },
  effects: { input: 'boot/machine/quickjs-effects.js', name: 'cairnEffects' },
  attributes: { input: 'hosts/attributes/mod.js', name: 'cairnAttributes' },
  /** The program as machines have it: it runs by itself. */
  boot: { input: 'boot/main.js', name: 'cairnBoot' },
} as const;

/**
 * A part of the engine as one file, compiled and bundled as `scripts/bundle.mjs` does; made anew when a source is
 * newer.
 */
export async function buildEngine(part: keyof typeof PARTS = 'engine'): Promise<string> {
  const { input, name } = PARTS[part];
  const file = join(CACHE, `${part}.js`);
  const newest = Math.max(...ROOMS.flatMap(listTimes));
  if (existsSync(file) && statSync(file).mtimeMs > newest) return file;
  const work = join(CACHE, `work-${part}-${process.pid}`);
  mkdirSync(work, { recursive: true });
  const options = ['--noEmit', 'false', '--noCheck', '--rootDir', 'builder', '--outDir', join(work, 'js')];
  execFileSync(resolve('node_modules/.bin/tsc'), ['-p', 'tsconfig.engine.json', ...options]);
  const plugins = listPlugins(join(work, 'js'), { node: false });
  const built = await rollup({
    input: join(work, 'js', input),
    plugins,
    onLog: (_level, log) => {
      throw new Error(`Rollup: ${log.message}`);
    },
  });
  await built.write({ file: join(work, `${part}.js`), format: 'iife', name });
  await built.close();
  renameSync(join(work, `${part}.js`), file);
  rmSync(work, { recursive: true });
  return file;
}

function listTimes(folder: string): number[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs);
}
