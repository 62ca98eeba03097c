// Gives tests scripts/testing/uvu.mjs for 'uvu': the same, but every test says when it begins.
import { register } from 'node:module';

const announcing = new URL('./uvu.mjs', import.meta.url).href;

export function resolve(specifier, context, next) {
  if (specifier !== 'uvu' || context.parentURL?.startsWith(announcing)) return next(specifier, context);
  return { url: announcing, shortCircuit: true };
}

if (!import.meta.url.endsWith('?hooks')) register(`${import.meta.url}?hooks`);
