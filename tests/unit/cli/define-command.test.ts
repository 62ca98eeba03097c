import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type CommandGroup,
  defineCommand,
  maybeWord,
  maybeWords,
  word,
  words,
} from '../../../builder/cli/command/define-command.ts';
import { choice, flag, list, negated, text, whole } from '../../../builder/cli/command/option.ts';
import { runCommandLine } from '../../../builder/cli/command/run-command-line.ts';
import { walkCommands, writeArgument, writeOption } from '../../../builder/cli/command/walk-commands.ts';
import { COMMANDS } from '../../../builder/cli/commands.ts';
import { catchOutput } from '../../fakes/terminal.ts';

const options = {
  site: text('file', ''),
  output: text('dir', '', { default: 'out' }),
  dryRun: flag(''),
  restart: negated(''),
  key: list('file', ''),
  format: choice('name', ['text', 'json'], '', { default: 'text' }),
  rack: whole('number', { from: 0, to: 99 }, ''),
};

/** Runs `cairn one ...`. @returns what the body got, the exit code, and what was printed */
async function runOne(...line: string[]) {
  const got: unknown[] = [];
  const command = defineCommand({
    name: 'one',
    summary: '',
    arguments: { first: word(), second: maybeWord(), rest: maybeWords() },
    options,
    run: async (...given) => void got.push(...given),
  });
  const group: CommandGroup = { name: 'cairn', summary: '', commands: [command] };
  const caught = await catchOutput(() => runCommandLine(group, ['one', ...line]));
  return { got, code: caught.result, stderr: caught.stderr };
}

const test = suite('defineCommand()');

test('the body gets defaults, and nothing for what is not given', async () => {
  const { got, code } = await runOne('a');
  assert.is(code, 0);
  assert.equal(got, [
    { first: 'a', second: undefined, rest: [] },
    { output: 'out', restart: true, key: [], format: 'text' },
  ]);
});

test('the body gets values of the types that the table says', async () => {
  const words = ['--site', 's', '--output', 'o', '--dry-run', '--no-restart', '--key', 'k', '--key', 'l'];
  const { got } = await runOne('a', 'b', 'c', 'd', ...words, '--format', 'json', '--rack', '7');
  assert.equal(got, [
    { first: 'a', second: 'b', rest: ['c', 'd'] },
    { site: 's', output: 'o', dryRun: true, restart: false, key: ['k', 'l'], format: 'json', rack: 7 },
  ]);
});

for (const [line, message] of [
  [['a', '--format', 'xml'], 'Format "xml" is unknown [USAGE]\n  Known are: text, json'],
  [['a', '--rack', '100'], '"100" after --rack is no number from 0 to 99'],
  [['a', '--rack', '-1'], '"-1" after --rack is no number from 0 to 99'],
  [['a', '--rack', '1e1'], '"1e1" after --rack is no number from 0 to 99'],
  [['a', '--sight'], "unknown option '--sight'"],
  [[], "missing required argument 'first'"],
] as const) {
  test(`wrong usage is exit code 2, and the body does not run: ${line.join(' ')}`, async () => {
    const { got, code, stderr } = await runOne(...line);
    assert.is(code, 2);
    assert.equal(got, []);
    assert.match(stderr, message);
  });
}

test('does not compile when a body wants what its table does not say', () => {
  const body = {
    name: async (_: { readonly name: string }) => {},
    depth: async (_: unknown, __: { readonly depth?: number }) => {},
    site: async (_: unknown, __: { readonly site: string }) => {},
    kind: async (_: unknown, __: { readonly format: 'text' }) => {},
  };
  const about = { name: 'x', summary: '' };
  // @ts-expect-error: no argument is called `name`
  defineCommand({ ...about, arguments: { first: word() }, run: body.name });
  // @ts-expect-error: `maybeWord` may be undefined
  defineCommand({ ...about, arguments: { name: maybeWord() }, run: body.name });
  // @ts-expect-error: `words` is a list
  defineCommand({ ...about, arguments: { name: words() }, run: body.name });
  // @ts-expect-error: --site need not be given
  defineCommand({ ...about, options, run: body.site });
  // @ts-expect-error: --format may be json too
  defineCommand({ ...about, options, run: body.kind });
  defineCommand({ ...about, options, run: async (_, { rack }) => void (rack satisfies number | undefined) });
  // @ts-expect-error: no option is called `depth`
  defineCommand({ ...about, options, run: async (_, { depth }) => void depth });
});

test('the command line can be walked as data', () => {
  const all = [...walkCommands(COMMANDS)];
  const build = all.find(({ words }) => words.join(' ') === 'build');
  const reinstall = all.find(({ words }) => words.join(' ') === 'host reinstall');
  assert.equal(
    Object.entries(build?.command.options ?? {}).map(([name, option]) => writeOption(name, option)),
    [
      ...[
        '--site <file>',
        '--with <roll>',
        '--unsigned',
        '--without <name>',
        '--output <dir>',
        '--offline',
        '--locked',
      ],
      ...[
        '--lock <file>',
        '--delta-from <lock>',
        '--disc-for <lock>',
        '--disk <format>',
        '--appliance <name>',
        '--disk-size <size>',
        '--hosts <file>',
        '--dry-run',
        '--json',
        '--mirror <url>',
        '--snapshot <url>',
        '--from <path>',
      ],
      ...['--keyring <file>', '--cache <dir>'],
    ],
  );
  assert.is(writeOption('restart', reinstall!.command.options['restart']!), '--no-restart');
  assert.equal(
    [word(), maybeWord(), words(), maybeWords()].map((argument) => writeArgument('x', argument)),
    ['<x>', '[x]', '<x...>', '[x...]'],
  );
});

test('every command says what it does, and what each of its arguments and options does', () => {
  const silent = [...walkCommands(COMMANDS)].flatMap(({ words, command }) => [
    ...(command.summary === '' ? [words.join(' ')] : []),
    ...Object.entries(command.arguments)
      .filter(([, { help }]) => help === '')
      .map(([name]) => `${words.join(' ')} <${name}>`),
    ...Object.entries(command.options)
      .filter(([, { help }]) => help === '')
      .map(([name]) => `${words.join(' ')} --${name}`),
  ]);
  assert.equal(silent, []);
});

test.run();
