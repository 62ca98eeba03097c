import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const tests = resolve('tests');
/** Tests whose machines are as fast as the host that runs them. */
const FOLDERS = ['browser', 'cases', 'golden', 'malformed', 'property', 'unit', 'web'];
const CLOCKS = /\b(?:Date\.now|performance\.now|process\.hrtime)\b/;
/** They measure how long a command takes in order to end another one in the middle; nothing is expected of the time. */
const ALLOWED = [
  'cases/builds/killed/kill-builds.ts',
  'unit/releases/kills.test.ts',
  'web/kill-command.test.ts',
];

const test = suite('tests');
test('expect nothing of the time that something takes: a busy machine is no failure', () => {
  const found = FOLDERS.flatMap((folder) =>
    readdirSync(join(tests, folder), { withFileTypes: true, recursive: true }),
  )
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => path !== import.meta.filename && CLOCKS.test(readFileSync(path, 'utf8')))
    .map((path) => relative(tests, path));
  assert.equal(found.sort(), ALLOWED);
});
test.run();
