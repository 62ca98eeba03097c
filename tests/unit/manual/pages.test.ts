import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { walkCommands, writeArgument, writeOption } from '../../../builder/cli/command/walk-commands.ts';
import { COMMANDS } from '../../../builder/cli/commands.ts';
import { recipeFile } from '../../../builder/model/files/recipe-file.ts';
import { rollFile } from '../../../builder/model/files/roll-file.ts';
import { siteShape } from '../../../builder/model/files/site-file.ts';
import { listShareFiles } from '../../../scripts/manual/share-files.ts';
import { listKeys } from './list-keys.ts';

const pages = listShareFiles((path) => readFileSync(path, 'utf8')).filter(({ path }) => path.endsWith('.gz'));

function pageOf(name: string): string {
  return pages.find(({ path }) => path.endsWith(`/${name}.gz`))!.text;
}

/** A page as people read it, in lines as long as they come. @throws {Error} for every warning of groff */
function readPage(text: string): string {
  const env = { ...process.env, MANWIDTH: '1000', MANROFFOPT: '-c', LC_ALL: 'C.UTF-8' };
  const { stdout, stderr, error } = spawnSync('man', ['--warnings', '--no-hyphenation', '-l', '-'], {
    input: text,
    encoding: 'utf8',
    env,
  });
  if (error !== undefined) throw new Error(`Install man-db (scripts/setup --test): ${error.message}`);
  assert.is(stderr, '');
  return stdout;
}

/** What mandoc finds, without remarks about style. A page has no date: the same texts give the same bytes. */
function lintPage(text: string): readonly string[] {
  const { stdout, error } = spawnSync('mandoc', ['-T', 'lint', '-W', 'warning'], {
    input: text,
    encoding: 'utf8',
  });
  if (error !== undefined) throw new Error(`Install mandoc (scripts/setup --test): ${error.message}`);
  return stdout.split('\n').filter((line) => line !== '' && !line.endsWith(': missing date, using "": TH'));
}

const test = suite('manual pages');

for (const { path, text } of pages) {
  test(`${path} is sound`, () => {
    assert.ok(readPage(text).length > 1000);
    assert.equal(lintPage(text), []);
  });
}

test('cairn(1) has every command with its arguments and options', () => {
  const lines = readPage(pageOf('cairn.1'))
    .split('\n')
    .map((line) => line.trim());
  for (const { words, command } of walkCommands(COMMANDS)) {
    const written = Object.entries(command.arguments).map(([name, argument]) =>
      writeArgument(name, argument),
    );
    const start = lines.indexOf(['cairn', ...words, ...written].join(' '));
    assert.ok(start >= 0, words.join(' '));
    const end = lines.findIndex((line, at) => at > start && /^(?:cairn |EXIT STATUS)/.test(line));
    const section = lines.slice(start, end);
    assert.ok(section.includes(`${command.summary}.`), words.join(' '));
    for (const [name, option] of Object.entries(command.options)) {
      const term = writeOption(name, option).replace(/[<>]/g, '');
      const at = section.findIndex((line) => line === term || line.startsWith(`${term} `));
      assert.ok(at >= 0, `${words.join(' ')} ${term}`);
      assert.ok(`${section[at]} ${section[at + 1]}`.includes(option.help), `${words.join(' ')} ${term}`);
    }
  }
});

for (const [name, shape] of [
  ['cairn-recipe.5', recipeFile],
  ['cairn-site.5', siteShape],
  ['cairn-roll.5', rollFile],
] as const) {
  test(`${name} has every key of its file`, () => {
    const keys = listKeys(shape);
    assert.ok(keys.length > 8);
    // A word that is written as it is typed: in bold, or in an example
    const typed = [
      ...[...pageOf(name).matchAll(/\\fB(.*?)\\fR/g)].map(([, words]) => words!),
      ...[...pageOf(name).matchAll(/^\.nf\n(.*?)\n\.fi$/gms)].map(([, lines]) => lines!),
    ].join('\n');
    const absent = keys.filter(
      (key) => !new RegExp(`(?<![\\w-])${key.split('.').at(-1)}(?![\\w-])`).test(typed),
    );
    assert.equal(absent, []);
  });
}

test.run();
