import { fail } from '../../model/mod.ts';
import { type CommandGroup, type CommandSpec, defineCommand, word } from '../command/define-command.ts';
import { printFile } from '../terminal/report.ts';

export const SHELLS = ['bash', 'zsh'] as const;
export type Shell = (typeof SHELLS)[number];

/** `cairn completion SHELL`, of the program that this command is part of. */
export function completionCommand(program: () => CommandGroup): CommandSpec {
  return defineCommand({
    name: 'completion',
    summary: 'Print what makes a shell complete commands, options and files',
    arguments: { shell: word('bash or zsh', SHELLS) },
    run: async ({ shell }) => {
      const { renderCompletion } = await import('./render-completion.ts');
      printFile(renderCompletion(program(), requireShell(shell)));
    },
  });
}

function requireShell(name: string): Shell {
  const hint = `Known are: ${SHELLS.join(', ')}`;
  return (
    SHELLS.find((known) => known === name) ?? fail('USAGE', `Shell "${name}" is unknown`, undefined, hint)
  );
}
