import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const test = suite('one door to the terminal');

test('commands print by terminal/report.ts, which lets no terminal obey what others say', () => {
  const others = readdirSync(resolve('builder/cli'), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    // Its progress is one line that moves.
    .filter((path) => !/builder\/cli\/(?:terminal\/|media\/burn\.ts)/.test(path));
  assert.ok(others.length > 40);
  const writing = others.filter((path) =>
    /process(?:\.std(?:out|err)|\[\w+\])\.write|console\./.test(readFileSync(path, 'utf8')),
  );
  assert.equal(writing, []);
});

test.run();
