import { answerAsk, openRoster, renderPieces } from '../../graph/mod.ts';
import type { Roster, Script } from '../../model/mod.ts';
import { renderExecutable } from '../../render/script/render-executable.ts';
import { renderScripts } from '../../render/script/render-script.ts';

/** A script as it is with one list of hosts. */
export interface RenderedChange {
  readonly script: Script;
  /** Programs that run one after the other, by the names of their files. */
  readonly programs: readonly { readonly name: string; readonly text: string }[];
}

/**
 * Scripts with the answers that a list of hosts gives. What differs from one list to another is what a script asks for,
 * and nothing else: two lists that answer alike give the same bytes.
 */
export function renderChanges(scripts: readonly Script[], roster: Roster): readonly RenderedChange[] {
  const opened = openRoster(roster);
  return scripts.map((script, index) => {
    const number = String(index + 1).padStart(3, '0');
    const parts = script.parts.map((part) =>
      part.kind === 'text' || part.pieces === undefined
        ? part
        : { ...part, text: renderPieces(part.pieces, opened) },
    );
    const answers = Object.entries(script.asks ?? {}).map(
      ([variable, ask]) => [variable, answerAsk(ask, opened)] as const,
    );
    const environment =
      answers.length === 0 ? {} : { environment: { ...script.environment, ...Object.fromEntries(answers) } };
    const programs = renderScripts([{ ...script, ...environment, parts }]).map((rendered, at) => ({
      name: `${number}${at === 0 ? '' : `.${at}`}${rendered.id.slice(3)}`,
      text: renderExecutable(rendered),
    }));
    return { script, programs };
  });
}
