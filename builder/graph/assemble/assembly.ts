import type { ElementItem, FileWrite, HostsAsk, Origin, ScriptPhase, Spot } from '../../model/mod.ts';
import type { FileSource, Machine } from '../machine/machine.ts';
import type { ElementPlace, Language } from '../parse/language.ts';

/** A profile in the making: what has been collected, and what lives on from node to node. */
export interface Assembly {
  readonly machine: Machine;
  /** The elements there are, for markup that comes from include files and programs. */
  readonly language: Language;
  /** What to do with an element, by its kind. */
  readonly assemblers: ReadonlyMap<string, ElementAssembler>;
  /** What each element has collected, by the function that began it: see `draftOf`. */
  readonly drafts: Map<() => unknown, unknown>;
}

export type ElementAssembler = (
  assembly: Assembly,
  item: ElementItem,
  position: Position,
  sink: Sink,
) => void;

/** Receives what elements in running text come to, in order; below a root or in `<main>` text goes nowhere. */
export interface Sink {
  readonly place: ElementPlace;
  addText(text: string): void;
  addFile(file: FileWrite): void;
  /** Takes a question about other hosts that is asked again later, with the answer of now; without it, the answer is text. */
  addAsk?(ask: HostsAsk, text: string): void;
  /** What becomes of the values of attributes in the text. */
  quote?(value: string): string;
}

/** Where the assembly stands: in which node, in which file of it, how deep in includes. */
export interface Position {
  readonly node: string;
  readonly source: FileSource;
  /** Include files around this place, innermost last. */
  readonly within: readonly string[];
  /** Of the script around this place; none outside of scripts. */
  readonly phases: readonly ScriptPhase[];
}

/** What an element keeps during one assembly, made when it is first asked for. */
export function draftOf<Draft>({ drafts }: Assembly, start: () => Draft): Draft {
  const known = drafts.get(start);
  if (known !== undefined) return known as Draft;
  const draft = start();
  drafts.set(start, draft);
  return draft;
}

/** Who asks, for the profile. */
export function originOf(assembly: Assembly, position: Position, spot: Spot): Origin {
  const { source, node } = position;
  const roll = assembly.machine.graph.rolls[source.roll]!.name;
  return { node, roll, file: source.path, line: spot.line };
}
