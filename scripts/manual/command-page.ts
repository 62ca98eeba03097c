import type { CommandGroup, CommandSpec } from '../../builder/cli/command/define-command.ts';
import { EXIT_CODES } from '../../builder/cli/command/exit-codes.ts';
import type { Option } from '../../builder/cli/command/option.ts';
import { walkCommands, writeArgument, writeOptionName } from '../../builder/cli/command/walk-commands.ts';
import { bold, escapeRoff, heading, italic, item, line, seeAlso, title } from './roff.ts';

/** The page of the command line: every command with its arguments and options, in the words of its help. */
export function renderCommandPage(
  program: CommandGroup,
  version: string,
  related: readonly string[],
): string {
  const { name, summary } = program;
  return [
    title(name, 1, `Cairn ${version}`, 'Cairn'),
    heading('SH', 'NAME'),
    `${escapeRoff(name)} \\- ${escapeRoff(summary)}\n`,
    heading('SH', 'SYNOPSIS'),
    line(`${bold(name)} ${italic('command')} [${italic('option')}...] [${italic('argument')}...]`),
    '.br\n',
    line(`${bold(name)} [${italic('command')}] ${bold('--help')}`),
    '.br\n',
    line(`${bold(name)} ${bold('--version')}`),
    heading('SH', 'COMMANDS'),
    ...[...walkCommands(program)].map(({ words, command }) => renderCommand([name, ...words], command)),
    heading('SH', 'EXIT STATUS'),
    ...EXIT_CODES.map(([code, meaning]) => item(bold(String(code)), escapeRoff(meaning))),
    seeAlso(related),
  ].join('');
}

function renderCommand(words: readonly string[], command: CommandSpec): string {
  const written = Object.entries(command.arguments).map(([name, argument]) => writeArgument(name, argument));
  const told = Object.entries(command.arguments).filter(([, { help }]) => help !== '');
  return [
    heading('SS', [...words, ...written].join(' ')),
    line(`${escapeRoff(command.summary)}.`),
    ...told.map(([name, { help }]) => item(italic(name), escapeRoff(help))),
    ...Object.entries(command.options).map(([name, option]) => renderOption(name, option)),
  ].join('');
}

function renderOption(name: string, option: Option): string {
  const value = option.placeholder === undefined ? '' : ` ${italic(option.placeholder)}`;
  const notes = [
    ...(option.required === true ? ['required'] : []),
    ...(option.default === undefined ? [] : [`default: ${option.default}`]),
  ];
  const note = notes.length === 0 ? '' : ` (${notes.join(', ')})`;
  return item(`${bold(writeOptionName(name, option))}${value}`, escapeRoff(`${option.help}${note}`));
}
