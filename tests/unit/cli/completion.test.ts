import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runCommandLine } from '../../../builder/cli/command/run-command-line.ts';
import { walkCommands, writeOptionName } from '../../../builder/cli/command/walk-commands.ts';
import { COMMANDS } from '../../../builder/cli/commands.ts';
import { renderCompletion } from '../../../builder/cli/completion/render-completion.ts';
import { catchOutput } from '../../fakes/terminal.ts';

/** Calls the completion function as an interactive bash does, with the cursor at the end of the line. */
const ASK = `
source ./cairn
COMP_WORDS=(cairn "$@")
COMP_CWORD=$#
[ "$(complete -p cairn)" = 'complete -F _cairn cairn' ] || exit 9
_cairn cairn "\${COMP_WORDS[COMP_CWORD]}" "\${COMP_WORDS[COMP_CWORD - 1]}"
[ \${#COMPREPLY[@]} = 0 ] || printf '%s\n' "\${COMPREPLY[@]}"
`;

const test = suite<{ dir: string; ask: (...words: readonly string[]) => readonly string[] }>(
  'completion of shells',
);
test.before.each((context) => {
  const dir = mkdtempSync(join(tmpdir(), 'cairn-test-'));
  writeFileSync(join(dir, 'cairn'), renderCompletion(COMMANDS, 'bash'));
  writeFileSync(join(dir, '_cairn'), renderCompletion(COMMANDS, 'zsh'));
  writeFileSync(join(dir, 'my recipe.yaml'), '');
  const ask = (...words: readonly string[]): readonly string[] => {
    const line = ['--norc', '-u', '-c', ASK, 'bash', ...words];
    const { stdout, stderr, status } = spawnSync('bash', line, { cwd: dir, encoding: 'utf8' });
    assert.is(stderr, '');
    assert.is(status, 0);
    return stdout.split('\n').slice(0, -1);
  };
  Object.assign(context, { dir, ask });
});
test.after.each(({ dir }) => rmSync(dir, { recursive: true, force: true }));

test('bash completes commands, and the commands of a group', ({ ask }) => {
  assert.equal(
    ask(''),
    COMMANDS.commands.map(({ name }) => name),
  );
  assert.equal(ask('gr'), ['graph']);
  assert.equal(ask('graph', 'd'), ['diff', 'draw']);
  assert.equal(ask('graph', 'nothing', ''), []);
});

test('bash completes every option of every command', ({ ask }) => {
  for (const { words, command } of walkCommands(COMMANDS)) {
    const names = Object.entries(command.options).map(([name, option]) => writeOptionName(name, option));
    assert.equal(ask(...words, '--'), [...names, '--help']);
  }
});

test('bash completes values: words, and files with their blanks', ({ ask }) => {
  assert.equal(ask('graph', 'check', '--format', ''), ['text', 'json']);
  assert.equal(ask('graph', 'check', '--format', '=', 'j'), ['json']);
  assert.equal(ask('graph', 'check', '--format', '='), ['text', 'json']);
  assert.equal(ask('graph', 'check', '--recipe', 'my'), ['my recipe.yaml']);
  assert.equal(ask('graph', 'check', '--recipe', '=', 'my'), ['my recipe.yaml']);
  assert.equal(ask('graph', 'check', '--os', ''), []);
});

test('bash completes arguments by their place, whatever options stand between', ({ ask }) => {
  assert.equal(ask('build', 'my'), ['my recipe.yaml']);
  assert.equal(ask('build', '--offline', '--mirror', 'build', 'my'), ['my recipe.yaml']);
  assert.equal(ask('build', 'recipe', 'my'), []);
  assert.equal(ask('boot', 'i'), []);
  assert.equal(ask('boot', '@compute', 'i'), ['install']);
  assert.equal(ask('roll', 'check', 'a', '--json', 'b', 'my'), ['my recipe.yaml']);
  assert.equal(ask('network', 'set', 'p'), ['private', 'public']);
  assert.equal(ask('completion', ''), ['bash', 'zsh']);
});

/** In a terminal of its own, as somebody does who presses the key: line, then what zsh must show, and so on. */
const PRESS = `
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell 'PS1= PROMPT_EOL_MARK=; fpath=("$PWD" $fpath); autoload -U compinit; compinit -D -u; LISTMAX=1000'
zpty -w shell 'stty columns 200; print -r READY'
zpty -r shell shown '*READY*READY*'
for line wanted in "$@"; do
  zpty -w -n shell $'\\x15'"$line"$'\\t'
  zpty -r shell shown "*$wanted*"
  print -r -- "$line"
done
zpty -d shell
`;

/** Presses that end as they must, up to the first that does not. */
const PRESSES = [
  ['cairn comp', 'completion'],
  ['cairn graph expl', 'explain'],
  ['cairn graph check --len', '--lenient'],
  ['cairn graph check --format=j', 'json'],
  ['cairn boot node-0 inst', 'install'],
  ['cairn build my', 'my\\\\ recipe.yaml'],
] as const;

test('zsh reads its file and knows what it is for', ({ dir }) => {
  const script = `fpath=("$PWD" $fpath); autoload -U compinit; compinit -D -u; autoload +X _cairn; print $_comps[cairn]
whence -w _cairn; source ./_cairn; whence -w _cairn_graph_check`;
  const { stdout, stderr, error } = spawnSync('zsh', ['-f', '-c', script], { cwd: dir, encoding: 'utf8' });
  if (error !== undefined) throw new Error(`Install zsh (scripts/setup --test): ${error.message}`);
  assert.is(stderr, '');
  assert.equal(stdout.trim().split('\n'), ['_cairn', '_cairn: function', '_cairn_graph_check: function']);
});

test('zsh completes commands, options, words and files', ({ dir }) => {
  const words = ['-f', '-c', PRESS, 'zsh', ...PRESSES.flat()];
  const options = {
    cwd: dir,
    encoding: 'utf8',
    env: { ...process.env, TERM: 'dumb' },
    timeout: 60_000,
  } as const;
  const { stdout, stderr } = spawnSync('zsh', words, options);
  assert.is(stderr, '');
  assert.equal(
    stdout.trim().split('\n'),
    PRESSES.map(([line]) => line),
  );
});

test('the command prints the script, and says which shells it knows', async () => {
  const good = await catchOutput(() => runCommandLine(COMMANDS, ['completion', 'bash']));
  assert.is(good.result, 0);
  assert.is(good.stdout, renderCompletion(COMMANDS, 'bash'));
  const bad = await catchOutput(() => runCommandLine(COMMANDS, ['completion', 'fish']));
  assert.is(bad.result, 2);
  assert.match(bad.stderr, 'Shell "fish" is unknown [USAGE]\n  Known are: bash, zsh');
});

test.run();
