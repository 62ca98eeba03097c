import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { builderFolders, findCycles, listImports } from './read-house.ts';

/** The rooms and what each may import: the table of builder/README.md. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  model: [],
  hosts: ['model'],
  graph: ['model', 'hosts'],
  render: ['model', 'hosts'],
  backends: ['model', 'hosts', 'graph', 'render'],
  formats: ['model'],
  io: ['model'],
  rolls: ['model', 'formats', 'io'],
  distro: ['model', 'formats', 'io'],
  media: ['model', 'render', 'formats', 'io'],
  build: ['model', 'hosts', 'graph', 'render', 'backends', 'formats', 'io', 'rolls', 'distro', 'media'],
  try: ['model', 'hosts', 'graph', 'render', 'backends', 'io', 'rolls'],
  boot: ['model', 'hosts', 'graph', 'render', 'backends'],
  frontend: ['model', 'hosts', 'graph', 'render', 'formats', 'io', 'build'],
};

/** No folder of `builder/` holds more files than somebody takes in at a glance. */
const MOST_FILES = 17;

const imports = listImports();
const test = suite('the rooms of builder/');

test('import each other one way', () => {
  const bad = imports.filter(({ fromRoom, toRoom }) => {
    return fromRoom !== toRoom && MAY_IMPORT[fromRoom]?.includes(toRoom) === false;
  });
  assert.equal(
    bad.map(({ file, target }) => `${file} imports ${target}`),
    [],
  );
});

test('import what the table of builder/README.md says', () => {
  const rows = readFileSync('builder/README.md', 'utf8').matchAll(/^\| `(\w+)\/` .*\| ([a-z ]+?) +\|$/gm);
  const words = [...rows].map(([, room, may]) => [room!, may === 'nothing' ? [] : may!.split(' ')] as const);
  const { build, ...others } = MAY_IMPORT;
  assert.equal(Object.fromEntries(words), { ...others, build: ['all', 'above'], cli: ['all'] });
  const above = words
    .slice(
      0,
      words.findIndex(([room]) => room === 'build'),
    )
    .map(([room]) => room);
  assert.equal([...build!].sort(), above.sort());
});

test('have folders that import each other one way', () => {
  assert.equal(findCycles(imports), []);
});

test('each have a rule', () => {
  const known = [...Object.keys(MAY_IMPORT), 'cli'].sort();
  assert.equal([...new Set(builderFolders().map(({ folder }) => folder.split('/')[0]!))].sort(), known);
});

test('have folders of a size that one takes in', () => {
  const large = builderFolders().filter(({ files }) => files > MOST_FILES);
  assert.equal(large, []);
});

test.run();
