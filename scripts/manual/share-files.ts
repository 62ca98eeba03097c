import { COMMANDS } from '../../builder/cli/commands.ts';
import { renderBashCompletion } from '../../builder/cli/completion/bash.ts';
import { renderZshCompletion } from '../../builder/cli/completion/zsh.ts';
import { VERSION } from '../../builder/model/version.ts';
import { renderCommandPage } from './command-page.ts';
import { MANUAL_PAGES, renderManualPage } from './manual-pages.ts';

/** A file below `/usr/share`; one whose name ends in `.gz` is to be compressed. */
export interface ShareFile {
  readonly path: string;
  readonly text: string;
}

/** @param readFile text of a file of the checkout */
export function listShareFiles(readFile: (path: string) => string): readonly ShareFile[] {
  const related = MANUAL_PAGES.map(({ name }) => `${name}(5)`);
  return [
    { path: 'man/man1/cairn.1.gz', text: renderCommandPage(COMMANDS, VERSION, related) },
    ...MANUAL_PAGES.map((page) => ({
      path: `man/man5/${page.name}.5.gz`,
      text: renderManualPage(page, readFile, VERSION),
    })),
    { path: 'bash-completion/completions/cairn', text: renderBashCompletion(COMMANDS) },
    { path: 'zsh/vendor-completions/_cairn', text: renderZshCompletion(COMMANDS) },
  ];
}
