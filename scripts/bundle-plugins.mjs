import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import commonjs from '@rollup/plugin-commonjs';
import json from '@rollup/plugin-json';
import nodeResolve from '@rollup/plugin-node-resolve';
import { compileTemplate } from './ejs-compile.mjs';

const builder = resolve(dirname(fileURLToPath(import.meta.url)), '../builder');

/** What Rollup needs to bundle `builder/`, of what it was compiled to in the folder `js`. */
export function listPlugins(js, { node }) {
  const resolution = { preferBuiltins: node, browser: !node, exportConditions: node ? ['node'] : [] };
  return [loadTexts(js), nodeResolve(resolution), commonjs(), json()];
}

/**
 * Turns `import template from './x.ejs'` into a compiled function, so that no template is parsed at install time, and
 * `import text from './x.css?text'` into the text of that file.
 */
function loadTexts(js) {
  return {
    name: 'ejs-templates',
    resolveId(source, importer) {
      if (!/\.ejs$|\?text$/.test(source) || importer === undefined) return null;
      return resolve(dirname(importer).replace(js, builder), source);
    },
    load(id) {
      if (id.endsWith('?text'))
        return `export default ${JSON.stringify(readFileSync(id.slice(0, -'?text'.length), 'utf8'))}`;
      if (!id.endsWith('.ejs')) return null;
      return `export default ${compileTemplate(readFileSync(id, 'utf8'), id)}`;
    },
  };
}
