import type { CommandGroup, Completes } from '../command/define-command.ts';
import {
  type ArgumentCompletion,
  type CompletionNode,
  listCompletions,
  type OptionCompletion,
  quote,
} from './completions.ts';
import script from './zsh.ejs';

/** Completion for zsh: a file `_NAME` of its `fpath`, or a script that one sources. */
export function renderZshCompletion(program: CommandGroup): string {
  const nameOf = (words: readonly string[]): string => ['', program.name, ...words].join('_');
  const functions = listCompletions(program).map((node) => ({
    name: nameOf(node.words),
    specs: listSpecs(node),
    commands: node.commands.map(({ name, summary }) => ({
      described: quote(`${name}:${summary}`),
      word: name,
      called: nameOf([...node.words, name]),
    })),
  }));
  return script({ program: program.name, functions });
}

/** Arguments of `_arguments`. */
function listSpecs(node: CompletionNode): readonly string[] {
  const commands = node.commands.length === 0 ? [] : [quote('1: :->command'), quote('*:: :->rest')];
  return [...node.options.map(writeOption), ...commands, ...node.arguments.map(writeArgument)];
}

/** `'*--roll=[a roll]:dir:_files'` */
function writeOption({ name, help, value, completes, repeatable }: OptionCompletion): string {
  const start = `${repeatable ? '*' : ''}${name}`;
  if (value === undefined) return quote(`${start}[${escapeSpec(help)}]`);
  return quote(`${start}=[${escapeSpec(help)}]:${escapeSpec(value)}:${writeAction(completes)}`);
}

/** `'1:recipe:_files'`; two colons where the word may be left out. */
function writeArgument({ name, help, required, several, completes }: ArgumentCompletion, at: number): string {
  const message = escapeSpec(help === '' ? name : help);
  const place = several ? '*:' : `${at + 1}${required ? ':' : '::'}`;
  return quote(`${place}${message}:${writeAction(completes)}`);
}

function writeAction(completes: Completes | undefined): string {
  if (completes === undefined) return ' ';
  return completes === 'path' ? '_files' : `(${completes.join(' ')})`;
}

function escapeSpec(text: string): string {
  return text.replace(/[\\[\]:]/g, '\\$&');
}
