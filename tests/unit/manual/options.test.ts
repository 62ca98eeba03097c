import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { walkCommands, walkGroups, writeOptionName } from '../../../builder/cli/command/walk-commands.ts';
import { COMMANDS } from '../../../builder/cli/commands.ts';
import { type CommandMention, listMentions } from './list-mentions.ts';

const pages = execFileSync('git', ['ls-files', '*.md'], { encoding: 'utf8' })
  .split('\n')
  .filter((path) => path !== '' && path !== 'CHANGELOG.md');
const mentions = pages.flatMap((path) => listMentions(readFileSync(path, 'utf8'), path));
const commands = new Map([...walkCommands(COMMANDS)].map(({ words, command }) => [words.join(' '), command]));
const groups = new Set([...walkGroups(COMMANDS)].map(({ words }) => words.join(' ')));

/** The command or group that a page speaks of: by as many of its words as there are. */
function findName({ words }: CommandMention): string | undefined {
  const names = words.map((_, at) => words.slice(0, at + 1).join(' ')).reverse();
  const name = names.find((each) => commands.has(each) || groups.has(each));
  // A group and a word that is none of its commands
  return name !== undefined && groups.has(name) && name !== words.join(' ') ? undefined : name;
}

/** Options of a command; of a group, those of any of its commands: `cairn graph ... --site FILE`. */
function optionsOf(name: string): readonly string[] {
  const meant = [...commands].filter(([each]) => each === name || each.startsWith(`${name} `));
  return meant.flatMap(([, { options }]) =>
    Object.entries(options).map(([key, option]) => writeOptionName(key, option)),
  );
}

const test = suite('commands in the manuals');

test('are commands that there are, with options that they have', () => {
  assert.ok(mentions.length > 40);
  const bad = mentions.flatMap((mention) => {
    const call = `${mention.place}: cairn ${mention.words.join(' ')}`;
    const name = findName(mention);
    if (name === undefined) return [call];
    const known = [...optionsOf(name), '--help'];
    return mention.options.filter((option) => !known.includes(option)).map((option) => `${call} ${option}`);
  });
  assert.equal(bad, []);
});

test('are all commands that there are', () => {
  const told = new Set(mentions.map(findName));
  assert.equal(
    [...commands.keys()].filter((name) => !told.has(name)),
    [],
  );
});

test('the table of the options of a build has each of them', () => {
  const page = readFileSync('scripts/README.md', 'utf8');
  const rows = [...page.matchAll(/^\| `(--[^|]*)\|/gm)].flatMap(
    ([, cell]) => cell!.match(/--[a-z-]+/g) ?? [],
  );
  assert.equal(rows.sort(), [...optionsOf('build')].sort());
});

test.run();
