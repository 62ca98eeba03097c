import type {
  BodyItem,
  ElementItem,
  Guard,
  Items,
  Origin,
  PageSection,
  Problem,
  Template,
} from '../../model/mod.ts';
import type { Assembly, Position, Sink } from '../assemble/assembly.ts';
import type { FileContext } from '../parse/file-context.ts';
import type { ElementPlace } from '../parse/language.ts';
import type { XmlReader } from '../xml/xml-reader.ts';
import type { ComparedThing, ListSection, PresentThing } from './reports.ts';
import type { ValueLook, ValueStanding } from './values.ts';

/**
 * One element of node files: everything that the program knows about it. A new element is a folder beside the others
 * and a row in `mod.ts`; what is optional here it has or has not, and nothing else in the program names it.
 */
export interface NodeElement<Item extends ElementItem = ElementItem, Result = unknown> {
  /** `kind` of its items, and what it is called in questions. */
  readonly name: string;
  readonly tags: Iterable<string>;
  readonly places: readonly ElementPlace[];
  /** Reads one from its start tag on; undefined when it says nothing. */
  parse(reader: XmlReader, context: FileContext): Item | undefined;
  /** What one adds to the profile of a machine on which its conditions hold. */
  assemble?(assembly: Assembly, item: Item, position: Position, sink: Sink): void;
  /** The attributes that it introduces, on whatever machine: names may not depend on one. */
  declare?(item: Item): readonly IntroducedAttribute[];
  /** The elements inside, for those who look at a node file without a machine. */
  inside?(item: Item): Items<BodyItem>;
  /** The things that it names, with what it says of each. */
  mention?(item: Item, expand: (template: Template) => string, add: AddMention): void;
  /** The texts in it that a program reads, and what stands inside: for those who look for values in them. */
  findValues?(item: Item, look: ValueLook, standing: ValueStanding): void;
  /** How it stands in a script that is shown as people wrote it; without it, as an empty tag. */
  show?(item: Item): string;
  /** How a picture calls one below the root; its text is what stands inside, and without text it is not drawn. */
  draw?(item: Item): DrawnItem;
  readonly result?: ElementResult<Result>;
}

/** What all elements of a kind come to on one machine: a key of its profile. */
export interface ElementResult<Result = unknown> {
  readonly key: string;
  /** Undefined: it comes to nothing, and no JSON of a profile has the key. */
  collect(assembly: Assembly): Result;
  /** Who asked for each thing. With it, each installer back-end says whether it carries the element out. */
  origins?(result: Result): readonly Origin[];
  /** What two nodes want differently. */
  check?(result: Result): readonly Problem[];
  /** Sections of `graph profile`; without them it is not printed, neither as JSON. */
  list?(result: Result): readonly ListSection[];
  readonly report?: ElementReport<Result>;
}

/** What reports say about it. */
export interface ElementReport<Result = unknown> {
  /** Reports put smaller ones first. */
  readonly rank: number;
  /** "Services". */
  readonly title: string;
  compare?(result: Result): readonly ComparedThing[];
  readonly explain?: ExplainedElement<Result>;
  /** Its part of a host's page. */
  page?(result: Result): PageSection | undefined;
}

/** How questions about one thing are answered. */
export interface ExplainedElement<Result = unknown> {
  /** "Service". */
  readonly title: string;
  /** "is disabled": of one that a machine has, but not wanted. */
  readonly off: string;
  /** By what a node says of it, as `mention` has it: "disables it". */
  readonly verbs: Readonly<Record<string, string>>;
  /** What a picture need not tell: the usual case. */
  readonly usual: string;
  present(result: Result): readonly PresentThing[];
  /** True when somebody who asks for a thing may mean a name; without it, names are compared as they are. */
  matches?(name: string, thing: string): boolean;
}

/** An attribute that an element of a node file introduces. */
export interface IntroducedAttribute {
  readonly name: string;
  readonly help: string;
  /** What it is where nobody gives it a value, and these conditions hold beside those of the element. */
  readonly default: Template | undefined;
  readonly guards: readonly Guard[];
}

/** @param line where the name stands, if not where the element starts */
export type AddMention = (name: string, says: string, line?: number) => void;

export interface DrawnItem {
  readonly name: string;
  readonly note: string;
}
