import type { CommandGroup, CommandSpec } from './define-command.ts';
import type { Option } from './option.ts';

/** A command and the words that it is called by: `['host', 'add']`. */
export interface CommandPath {
  readonly words: readonly string[];
  readonly command: CommandSpec;
}

/** Every command of a group and of the groups in it, in the order of the help. */
export function* walkCommands(group: CommandGroup, above: readonly string[] = []): Generator<CommandPath> {
  for (const item of group.commands) {
    const words = [...above, item.name];
    if ('commands' in item) yield* walkCommands(item, words);
    else yield { words, command: item };
  }
}

/** A group and the words that its commands begin with: `['host']`, none for the program itself. */
export interface GroupPath {
  readonly words: readonly string[];
  readonly group: CommandGroup;
}

/** A group and every group in it. */
export function* walkGroups(group: CommandGroup, above: readonly string[] = []): Generator<GroupPath> {
  yield { words: above, group };
  for (const item of group.commands) if ('commands' in item) yield* walkGroups(item, [...above, item.name]);
}

/** How an argument is written: `<recipe>`, `[folder...]`. */
export function writeArgument(name: string, argument: CommandSpec['arguments'][string]): string {
  const word = argument.several ? `${name}...` : name;
  return argument.required ? `<${word}>` : `[${word}]`;
}

/** How an option is written: `--dry-run`, `--no-restart`, `--site <file>`. */
export function writeOption(name: string, option: Option): string {
  const long = writeOptionName(name, option);
  return option.placeholder === undefined ? long : `${long} <${option.placeholder}>`;
}

/** The first word of an option: `--dry-run`, `--no-restart`. */
export function writeOptionName(name: string, { kind }: Option): string {
  const words = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return kind === 'negated' ? `--no-${words}` : `--${words}`;
}
