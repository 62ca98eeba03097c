// Lets tests run from source: node --import ./scripts/ejs-loader.mjs compiles .ejs, and reads ?text, as
// scripts/bundle.mjs does.
import { readFileSync } from 'node:fs';
import { register } from 'node:module';
import { fileURLToPath } from 'node:url';
import { compileTemplate } from './ejs-compile.mjs';

export function load(url, context, next) {
  const isText = url.endsWith('?text');
  if (!isText && !url.endsWith('.ejs')) return next(url, context);
  const file = fileURLToPath(url);
  const text = readFileSync(file, 'utf8');
  const value = isText ? JSON.stringify(text) : compileTemplate(text, file);
  return { format: 'module', shortCircuit: true, source: `export default ${value}` };
}

if (!import.meta.url.endsWith('?hooks')) register(`${import.meta.url}?hooks`);
