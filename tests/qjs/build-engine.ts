import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { rollup } from 'rollup';

const CACHE = resolve('output/.cache/engine');
const ROOMS = ['model', 'graph', 'boot'].map((room) => resolve('builder', room));

/** The engine as one file, compiled and bundled as `scripts/bundle.mjs` does; made anew when a source is newer. */
export async function buildEngine(): Promise<string> {
  const file = join(CACHE, 'engine.js');
  const newest = Math.max(...ROOMS.flatMap(listTimes));
  if (existsSync(file) && statSync(file).mtimeMs > newest) return file;
  const work = join(CACHE, `work-${process.pid}`);
  mkdirSync(work, { recursive: true });
  const options = ['--noEmit', 'false', '--noCheck', '--rootDir', 'builder', '--outDir', join(work, 'js')];
  execFileSync(resolve('node_modules/.bin/tsc'), ['-p', 'tsconfig.engine.json', ...options]);
  const built = await rollup({
    input: join(work, 'js/boot/engine.js'),
    onLog: (_level, log) => {
      throw new Error(`Rollup: ${log.message}`);
    },
  });
  await built.write({ file: join(work, 'engine.js'), format: 'iife', name: 'cairnEngine' });
  await built.close();
  renameSync(join(work, 'engine.js'), file);
  rmSync(work, { recursive: true });
  return file;
}

function listTimes(folder: string): number[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs);
}
