// Compiles builder/ with tsc and makes the bundles with Rollup:
//   output/.build/cairn/cairn.mjs  the command line, for Node (also packed as the Debian package "cairn")
//   output/.build/cairn/cairnd.mjs the service of a frontend, in the same package
//   output/.build/boot.js          the engine for the installer's initrd, for QuickJS and Node
//   output/.build/share/           manual pages and completion for shells, by scripts/compose-share.ts
//   output/.build/engine.js        the engine alone, as one function over JSON; tests compare runtimes with it
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rollup } from 'rollup';
import { listPlugins } from './bundle-plugins.mjs';
import { collectLicenses } from './collect-licenses.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const build = join(root, 'output/.build');
const js = join(build, 'js');

/** Every warning is a failure: a bundle that half works is found on a machine without a screen. */
function onLog(level, log) {
  if (level === 'warn') throw new Error(`Rollup: ${log.message}`);
}

/** Paths of everything that was bundled. */
const modules = [];

async function bundle({ input, file, dir, format, name, node }) {
  const plugins = listPlugins(js, { node });
  const built = await rollup({ input, plugins, onLog: quiet, external: node ? [/^node:/] : [] });
  await built.write({
    ...(file ? { file } : { dir, entryFileNames: 'cairn.mjs', chunkFileNames: '[name]-[hash].mjs' }),
    format,
    ...(name ? { name } : {}),
  });
  await built.close();
  modules.push(...built.watchFiles);
}

/** Circular imports and `this` at top level inside published libraries are theirs, not ours. */
function quiet(level, log) {
  const inLibrary = JSON.stringify([log.ids ?? [], log.id ?? '']).includes('node_modules');
  if (
    inLibrary &&
    (log.code === 'CIRCULAR_DEPENDENCY' || log.code === 'THIS_IS_UNDEFINED' || log.code === 'EVAL')
  )
    return;
  onLog(level, log);
}

rmSync(js, { recursive: true, force: true });
execFileSync(join(root, 'node_modules/.bin/tsc'), ['-p', join(root, 'tsconfig.build.json')], {
  stdio: 'inherit',
});
rmSync(join(build, 'cairn'), { recursive: true, force: true });
await bundle({ input: join(js, 'cli/main.js'), dir: join(build, 'cairn'), format: 'es', node: true });
await bundle({
  input: join(js, 'frontend/main.js'),
  file: join(build, 'cairn/cairnd.mjs'),
  format: 'es',
  node: true,
});
await bundle({
  input: join(js, 'boot/main.js'),
  file: join(build, 'boot.js'),
  format: 'iife',
  name: 'cairnBoot',
  node: false,
});
await bundle({
  input: join(js, 'boot/engine.js'),
  file: join(build, 'engine.js'),
  format: 'iife',
  name: 'cairnEngine',
  node: false,
});
// Files that the PNG renderer reads.
mkdirSync(join(build, 'cairn/assets'));
for (const name of [
  '@resvg/resvg-wasm/index_bg.wasm',
  'dejavu-fonts-ttf/ttf/DejaVuSans.ttf',
  'dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf',
]) {
  const file = join(root, 'node_modules', name);
  copyFileSync(file, join(build, 'cairn/assets', basename(name)));
  modules.push(file);
}
writeFileSync(join(build, 'cairn/LICENSES.txt'), collectLicenses(modules));
chmodSync(join(build, 'cairn/cairn.mjs'), 0o755);
const loaders = ['tsx', './scripts/ejs-loader.mjs'].flatMap((loader) => ['--import', loader]);
execFileSync(process.execPath, [...loaders, 'scripts/compose-share.ts'], { cwd: root, stdio: 'inherit' });
console.log(`Bundled ${readdirSync(join(build, 'cairn')).length} files of the command line, and boot.js`);
