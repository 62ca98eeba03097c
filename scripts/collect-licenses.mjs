import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** `/x/node_modules/@a/b/c.js` → `/x/node_modules/@a/b`; undefined for what is no library's file. */
function packageFolderOf(id) {
  return /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id.replace(/^\0/, ''))?.[1];
}

/**
 * The licences of all libraries that a bundle is made of, as one text: whoever gets the bundle must get them too.
 *
 * @param ids paths of modules
 */
export function collectLicenses(ids) {
  const folders = [...new Set(ids.map(packageFolderOf).filter((folder) => folder !== undefined))];
  const parts = folders.filter((folder) => existsSync(join(folder, 'package.json'))).map(describe);
  const own = 'Cairn is licensed under the Apache License 2.0. It contains these libraries:\n';
  return [own, ...[...new Set(parts)].sort()].join(`\n${'-'.repeat(72)}\n`);
}

function describe(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder)
    .sort()
    .find((entry) => /^(?:licen[cs]e|copying)/i.test(entry));
  const text = file === undefined ? '' : `\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
  return `${name} ${version} (${typeof license === 'string' ? license : 'see below'})\n${text}`;
}
