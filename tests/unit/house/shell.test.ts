import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

/** Every TypeScript file of the installer, with its text. */
function readInstaller(): { readonly path: string; readonly text: string }[] {
  return readdirSync(resolve('builder/boot'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path, text: readFileSync(path, 'utf8') }));
}

/** `sh`, `bash` or busybox' shell, given a program as a string. */
const SHELL_STRING = /(['"`])(?:\S*\/)?(?:ba|da|a)?sh\1\s*,\s*(['"`])-[a-z]*c[a-z]*\2/;

const test = suite('the installer');
test('gives no program to a shell as a string', () => {
  const files = readInstaller();
  assert.ok(files.length > 40, 'the installer is looked at');
  assert.equal(
    files.filter(({ text }) => SHELL_STRING.test(text)).map(({ path }) => path),
    [],
  );
  assert.ok(SHELL_STRING.test("run([\n  'sh',\n  '-c',\n `x | y`])"), 'the rule finds what it forbids');
});
test.run();
