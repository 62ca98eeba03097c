import type { BodyItem, Graph, Items, Spot, Template } from '../../model/mod.ts';
import type { FileSource } from '../machine/machine.ts';
import type { ElementPlace, Language } from '../parse/language.ts';

/** The program that reads a text, as far as the file says it, and the element that it is written in. */
export interface Program {
  readonly element: string;
  readonly interpreter: string;
}

/** Where somebody stands who looks through node files for values that become part of a program's text. */
export interface ValueStanding {
  readonly source: FileSource;
  readonly place: ElementPlace;
  /** That reads the text here; none in the text of a literal file, or outside of scripts. */
  readonly program?: Program | undefined;
  /** Of the script around a file, which runs the shell pieces of it. */
  readonly around?: string;
  /** In how many includes. */
  readonly depth: number;
}

/** What an element tells of the texts in it. */
export interface ValueLook {
  readonly graph: Graph;
  readonly language: Language;
  /** A text that a program reads. */
  addText(text: Template | undefined, source: FileSource, program: Program): void;
  /** Elements and text inside. */
  visit(items: Items<BodyItem>, standing: ValueStanding): void;
  /** A variable gets what the file says, or a value. */
  setVariable(name: string, isConstant: boolean): void;
  /** Something of other hosts is printed into a program's text. */
  addHosts(spot: Spot, source: FileSource, program: Program): void;
  /** A variable prints itself into a program's text. */
  addVariable(name: string, spot: Spot, source: FileSource, program: Program): void;
}

/** An attribute as the file says it; nothing where a machine decides. */
export function wordOf(template: Template | undefined): string {
  return typeof template === 'string' ? template.trim() : '';
}
