// Lets tests run from source: node --import ./scripts/ejs-loader.mjs compiles .ejs as scripts/bundle.mjs does.
import { readFileSync } from 'node:fs';
import { register } from 'node:module';
import { fileURLToPath } from 'node:url';
import { compileTemplate } from './ejs-compile.mjs';

export function load(url, context, next) {
  if (!url.endsWith('.ejs')) return next(url, context);
  const file = fileURLToPath(url);
  return {
    format: 'module',
    shortCircuit: true,
    source: `export default ${compileTemplate(readFileSync(file, 'utf8'), file)}`,
  };
}

if (!import.meta.url.endsWith('?hooks')) register(`${import.meta.url}?hooks`);
