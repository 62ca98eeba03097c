// Compiles builder/ with tsc and makes the bundles with Rollup:
//   output/.build/cairn/cairn.mjs  the command line, for Node (also packed as the Debian package "cairn")
//   output/.build/cairn/cairnd.mjs the service of a frontend, in the same package
//   output/.build/boot.js          the engine for the installer's initrd, for QuickJS and Node
//   output/.build/share/           manual pages and completion for shells, by scripts/compose-share.ts
//   output/.build/engine.js        the engine alone, as one function over JSON; tests compare runtimes with it
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import commonjs from '@rollup/plugin-commonjs';
import json from '@rollup/plugin-json';
import nodeResolve from '@rollup/plugin-node-resolve';
import { rollup } from 'rollup';
import { collectLicenses } from './collect-licenses.mjs';
import { compileTemplate } from './ejs-compile.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const build = join(root, 'output/.build');
const js = join(build, 'js');

/**
 * Turns `import template from './x.ejs'` into a compiled function, so that no template is parsed at install time, and
 * `import text from './x.css?text'` into the text of that file.
 */
const templates = {
  name: 'ejs-templates',
  resolveId(source, importer) {
    if (!/\.ejs$|\?text$/.test(source) || importer === undefined) return null;
    return resolve(dirname(importer).replace(js, join(root, 'builder')), source);
  },
  load(id) {
    if (id.endsWith('?text'))
      return `export default ${JSON.stringify(readFileSync(id.slice(0, -'?text'.length), 'utf8'))}`;
    if (!id.endsWith('.ejs')) return null;
    return `export default ${compileTemplate(readFileSync(id, 'utf8'), id)}`;
  },
};

/** Every warning is a failure: a bundle that half works is found on a machine without a screen. */
function onLog(level, log) {
  if (level === 'warn') throw new Error(`Rollup: ${log.message}`);
}

/** Paths of everything that was bundled. */
const modules = [];

async function bundle({ input, file, dir, format, name, node }) {
  const plugins = [
    templates,
    nodeResolve({ preferBuiltins: node, browser: !node, exportConditions: node ? ['node'] : [] }),
    commonjs(),
    json(),
  ];
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
