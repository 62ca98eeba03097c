import type { CommandGroup, Completes } from '../command/define-command.ts';
import script from './bash.ejs';
import { type CompletionNode, listCompletions, quote } from './completions.ts';

/** Completion for bash: a script that bash-completion loads, or that one sources. */
export function renderBashCompletion(program: CommandGroup): string {
  const nodes = listCompletions(program);
  const commands = nodes.map(({ words, options }) => ({
    path: quote(words.join(' ')),
    options: quote(options.map(({ name }) => name).join(' ')),
    valued: quote(
      options
        .filter(({ value }) => value !== undefined)
        .map(({ name }) => name)
        .join(' '),
    ),
  }));
  return script({ program: program.name, commands, places: nodes.flatMap(listPlaces) });
}

/** A pattern of `case`, and what is completed there: `path` or `words ...`. */
interface Place {
  readonly place: string;
  readonly kind: string;
}

function listPlaces(node: CompletionNode): readonly Place[] {
  const path = node.words.join(' ');
  const names = node.commands.map(({ name }) => name);
  return [
    ...(names.length === 0 ? [] : makePlace(quote(`${path} 0`), names)),
    ...node.options.flatMap(({ name, completes }) => makePlace(quote(`${path} ${name}`), completes)),
    ...node.arguments.flatMap(({ several, completes }, at) =>
      makePlace(several ? `${quote(`${path} `)}[0-9]*` : quote(`${path} ${at}`), completes),
    ),
  ];
}

function makePlace(place: string, completes: Completes | undefined): readonly Place[] {
  if (completes === undefined) return [];
  return [{ place, kind: quote(completes === 'path' ? 'path' : `words ${completes.join(' ')}`) }];
}
