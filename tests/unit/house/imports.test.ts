import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

/** The rooms and what each may import: the table of builder/README.md. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  model: [],
  graph: ['model'],
  render: ['model'],
  formats: ['model'],
  io: ['model'],
  rolls: ['model', 'formats', 'io'],
  distro: ['model', 'formats', 'io'],
  media: ['model', 'render', 'formats', 'io'],
  plan: ['model', 'graph', 'render', 'formats', 'io', 'rolls', 'distro', 'media'],
  boot: ['model', 'graph', 'render'],
  frontend: ['model', 'graph', 'render', 'formats', 'io'],
};

const builder = resolve('builder');

function findBadImports(): string[] {
  const bad: string[] = [];
  for (const [room, allowed] of Object.entries(MAY_IMPORT)) {
    for (const entry of readdirSync(join(builder, room), { withFileTypes: true, recursive: true })) {
      if (!entry.isFile() || !entry.name.endsWith('.ts')) continue;
      const file = join(entry.parentPath, entry.name);
      for (const match of readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)) {
        const target = relative(builder, resolve(dirname(file), match[1]!)).split('/')[0]!;
        if (target !== room && !allowed.includes(target))
          bad.push(`${relative(builder, file)} imports ${target}/`);
      }
    }
  }
  return bad;
}

const test = suite('imports between rooms');
test('go one way', () => assert.equal(findBadImports(), []));
test('every folder of builder/ is a room with a rule', () => {
  const folders = readdirSync(builder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const known = [...Object.keys(MAY_IMPORT), 'cli'].sort();
  assert.equal(folders.map((entry) => entry.name).sort(), known);
});
test.run();
