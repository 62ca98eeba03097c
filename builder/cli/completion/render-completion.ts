import type { CommandGroup } from '../command/define-command.ts';
import { renderBashCompletion } from './bash.ts';
import type { Shell } from './command.ts';
import { renderZshCompletion } from './zsh.ts';

const RENDERERS: Readonly<Record<Shell, (program: CommandGroup) => string>> = {
  bash: renderBashCompletion,
  zsh: renderZshCompletion,
};

/** What makes a shell complete a program's commands, options and files. */
export function renderCompletion(program: CommandGroup, shell: Shell): string {
  return RENDERERS[shell](program);
}
