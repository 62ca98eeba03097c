import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Recipe } from '../../../builder/build/mod.ts';
import { MAKING, PLANNING } from '../../../builder/build/stages/build-stages.ts';

const page = readFileSync('builder/README.md', 'utf8');
/** Code in text, without fenced blocks. */
const codes = [...page.replace(/^```.*?^```/gms, '').matchAll(/`([^`\n]+)`/g)].map(([, code]) => code!);
const rooms = readdirSync('builder', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** Functions, constants, types and their members of `builder/`. */
const declared = new Set(
  readdirSync('builder', { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => readFileSync(join('builder', path), 'utf8'))
    .flatMap((text) => [...text.matchAll(/(?:function\*?|const|class|interface|type|readonly) (\w+)/g)])
    .map(([, name]) => name!),
);

const test = suite('builder/README.md');

test('names paths that there are', () => {
  const top = readdirSync('.');
  const paths = codes.filter((code) => /^[\w.-]+(?:\/[\w.-]*)+$/.test(code));
  assert.ok(paths.length > 50);
  const absent = paths.filter((path) => {
    const [first] = path.split('/');
    // Of a checkout (`tests/unit/house/`), or of `builder/` (`model/files/`)
    return !existsSync(top.includes(first!) && !rooms.includes(first!) ? path : join('builder', path));
  });
  // A folder of a medium, and folders of a room that the table names
  assert.equal(absent, ['files/', 'documents/', 'debian/', ...Array(3).fill('cairn/')]);
});

test('names functions and types that there are', () => {
  const names = codes.filter((code) => /^[a-z]+[A-Z]\w+$|^[A-Z][a-z]\w+$|^[A-Z]+_[A-Z_]+$/.test(code));
  assert.ok(names.length > 40);
  const made = ['parseX', 'readX', 'planX', 'renderX', 'composeX'];
  const foreign = ['localeCompare', 'Intl', 'Date', 'sizeBytes', 'epochSeconds'];
  const absent = names.filter((name) => ![...made, ...foreign].includes(name) && !declared.has(name));
  assert.equal(absent, []);
});

test('has the stages of a build in their order, each with its file', () => {
  const rows = [...page.matchAll(/^\| `([\w-]+)` +\| `(build\/stages\/[\w-]+\.ts)`/gm)];
  const recipe = { os: 'OS', media: { iso: true, netboot: true } } as Recipe;
  assert.equal(
    rows.map(([, id]) => id),
    [...PLANNING.list(recipe), ...MAKING.list(recipe)].map(({ id }) => id),
  );
});

test.run();
