import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const builder = resolve('builder');

/** Lines of the files below some folders of `builder/` that match, as `FILE: LINE`. */
function findLines(folder: string, pattern: RegExp): string[] {
  return readdirSync(join(builder, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .flatMap((path) =>
      readFileSync(path, 'utf8')
        .split('\n')
        .filter((line) => pattern.test(line))
        .map((line) => `${relative(builder, path)}: ${line.trim()}`),
    );
}

const test = suite('effects');

test('build/ knows no command line: its caller says where it runs, and shows what it returns', () => {
  assert.equal(findLines('build', /\bprocess\b\s*[.[]|from 'node:process'|\bconsole\./), []);
});

test('only the table of stages gives a stage its id and title', () => {
  const callers = findLines('.', /\b(?:runStage|reportStage)\(/)
    .map((line) => line.split(':')[0]!)
    .filter((file) => file !== 'io/stage.ts');
  assert.equal(callers, ['build/stages/stage-table.ts']);
});

test('only distro/apt/ and the place that opens archives know apt', () => {
  const users = findLines('.', /from '[^']*\/apt\/[^']*'/).map((line) => line.split(':')[0]!);
  const others = [...new Set(users)].filter((file) => !file.startsWith('distro/apt/'));
  assert.equal(others, ['distro/open/open-archive.ts']);
});

test('only one file hands commands to the library that parses lines: no body of a command is untyped', () => {
  const users = findLines('.', /from 'commander'|\.action\(/).map((line) => line.split(':')[0]!);
  assert.equal([...new Set(users)], ['cli/command/run-command-line.ts', 'cli/command/to-commander.ts']);
});

test.run();
