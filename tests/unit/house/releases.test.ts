import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseRollFile } from '../../../builder/model/files/mod.ts';
import { preferredOs, readShippedSystems } from '../../../builder/rolls/mod.ts';

/** Spellings that are of one release: its names, and packages that were renamed for it. */
const WORDS = /\b(?:bookworm|trixie|forky|debian-?1\d|lib\w+t64)\b/;

/** Comments, and hints that show how a name is written, give examples. */
function withoutExamples(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ''))
    .replace(/(^|\s)\/\/.*$/gm, '')
    .replace(/'Write it like [^']*'/g, '');
}

const test = suite('releases of operating systems');

test('are named by OS rolls, and by no file of builder/', () => {
  const found: string[] = [];
  for (const entry of readdirSync('builder', { withFileTypes: true, recursive: true })) {
    const file = relative('.', join(entry.parentPath, entry.name));
    if (!entry.isFile() || file.endsWith('.md')) continue;
    for (const [index, line] of withoutExamples(readFileSync(file, 'utf8')).split('\n').entries())
      if (WORDS.test(line)) found.push(`${file}:${index + 1}: ${line.trim()}`);
  }
  assert.equal(found, []);
});

test('are named by no node of the rolls that come with Cairn', () => {
  const found = readdirSync('rolls', { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.xml'))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => /\b(?:bookworm|trixie)\b/.test(readFileSync(file, 'utf8')));
  assert.equal(found, []);
});

test('one of those that come with Cairn is preferred, and all of them can be read', async () => {
  const systems = await readShippedSystems('rolls');
  assert.ok(systems.some(({ os }) => os === preferredOs(systems)));
  assert.is(systems.filter(({ preferred }) => preferred).length, 1);
  for (const { name, os } of systems) {
    assert.is(name, os, 'a recipe names the operating system and its roll by one word');
    assert.equal(parseRollFile(readFileSync(`rolls/${name}/roll.yaml`, 'utf8'), name).problems, []);
  }
});

test.run();
