import { Command, Option as CommanderOption } from 'commander';
import { beginCommand } from './current-command.ts';
import type { CommandGroup, CommandSpec } from './define-command.ts';
import type { Option } from './option.ts';
import { writeArgument, writeOption } from './walk-commands.ts';

/** Adds the commands of a group to a program that commander runs. */
export function addCommands(program: Command, group: CommandGroup, above: readonly string[] = []): void {
  for (const item of group.commands) {
    const command = new Command(item.name).copyInheritedSettings(program).description(item.summary);
    const words = [...above, item.name];
    if ('commands' in item) addCommands(command, item, words);
    else addBody(command, item, words);
    program.addCommand(command);
  }
}

function addBody(command: Command, spec: CommandSpec, words: readonly string[]): void {
  const names = Object.keys(spec.arguments);
  for (const [name, argument] of Object.entries(spec.arguments)) {
    command.argument(writeArgument(name, argument), argument.help);
  }
  for (const [name, option] of Object.entries(spec.options)) command.addOption(toOption(name, option));
  // The table is what types the body: here its values are put together.
  const run = spec.run as (args: object, options: object) => Promise<void>;
  command.action((...given: unknown[]) => {
    beginCommand(words);
    return run(Object.fromEntries(names.map((name, at) => [name, given[at]])), command.opts());
  });
}

function toOption(name: string, option: Option): CommanderOption {
  const made = new CommanderOption(writeOption(name, option), option.help);
  if (option.required === true) made.makeOptionMandatory();
  if (option.default !== undefined) made.default(option.parse(option.default, name), `"${option.default}"`);
  if (option.kind === 'value') made.argParser((word: string) => option.parse(word, name));
  if (option.kind === 'list') {
    made.default([]);
    made.argParser((word: string, before: readonly string[]) => [...before, word]);
  }
  return made;
}
