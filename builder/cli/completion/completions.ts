import type { CommandGroup, CommandSpec, Completes } from '../command/define-command.ts';
import type { Option } from '../command/option.ts';
import { walkCommands, walkGroups, writeOptionName } from '../command/walk-commands.ts';

/** One option as a shell completes it. */
export interface OptionCompletion {
  /** `--dry-run` */
  readonly name: string;
  readonly help: string;
  /** What its value is called; flags have none. */
  readonly value?: string;
  readonly completes?: Completes;
  readonly repeatable: boolean;
}

/** One argument as a shell completes it. */
export interface ArgumentCompletion {
  readonly name: string;
  readonly help: string;
  readonly required: boolean;
  readonly several: boolean;
  readonly completes?: Completes;
}

/** What may follow the words of a command or of a group of commands. */
export interface CompletionNode {
  /** `['host', 'add']`; none for the program itself. */
  readonly words: readonly string[];
  readonly commands: readonly { readonly name: string; readonly summary: string }[];
  readonly options: readonly OptionCompletion[];
  readonly arguments: readonly ArgumentCompletion[];
}

const HELP: OptionCompletion = { name: '--help', help: 'display help for command', repeatable: false };
const VERSION: OptionCompletion = { name: '--version', help: 'output the version number', repeatable: false };

/** Every group and command of a program, groups first. */
export function listCompletions(program: CommandGroup): readonly CompletionNode[] {
  const groups = [...walkGroups(program)].map(({ words, group }) => ({
    words,
    commands: group.commands.map(({ name, summary }) => ({ name, summary })),
    options: words.length === 0 ? [HELP, VERSION] : [HELP],
    arguments: [],
  }));
  const commands = [...walkCommands(program)].map(({ words, command }) => ({
    words,
    commands: [],
    options: [...completeOptions(command), HELP],
    arguments: completeArguments(command),
  }));
  return [...groups, ...commands];
}

function completeOptions({ options }: CommandSpec): readonly OptionCompletion[] {
  return Object.entries(options).map(([name, option]) => {
    const completes = completesOf(option);
    return {
      name: writeOptionName(name, option),
      help: option.help,
      repeatable: option.kind === 'list',
      ...(option.placeholder === undefined ? {} : { value: option.placeholder }),
      ...(completes === undefined ? {} : { completes }),
    };
  });
}

function completesOf({ placeholder, choices }: Option): Completes | undefined {
  return placeholder === 'file' || placeholder === 'dir' ? 'path' : choices;
}

function completeArguments(command: CommandSpec): readonly ArgumentCompletion[] {
  return Object.entries(command.arguments).map(([name, { help, required, several, completes }]) => ({
    name,
    help,
    required,
    several,
    ...(completes === undefined ? {} : { completes }),
  }));
}

/** One word of a shell. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
