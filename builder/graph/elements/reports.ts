import { formatPlace, type Origin, placeOfOrigin } from '../../model/mod.ts';

/** A part of `graph profile`: one line for each thing. */
export interface ListSection<Thing = unknown> {
  /** "Packages not wanted". */
  readonly title: string;
  readonly things: readonly Thing[];
  /** For the first line of the profile: "packages". */
  readonly counted?: string;
  /** What a thing is, and who asked for it. */
  describe(thing: Thing): readonly [string, string];
}

/** A thing of one profile, ready to be compared with those of another. */
export interface ComparedThing {
  /** Things of one key are the same thing, or several writes of it. */
  readonly key: string;
  /** For people. */
  readonly name: string;
  readonly node: string;
  readonly by: string;
  readonly fields: Readonly<Record<string, string | undefined>>;
}

/** A thing that a machine has (`disabled`: of which it is said that it has it not). */
export interface PresentThing {
  readonly name: string;
  readonly state: 'present' | 'disabled';
  readonly by: readonly Saying[];
  /** Who asked for the opposite and lost. */
  readonly against: readonly Saying[];
}

/** Who says what about a thing, in the words of `mention`. */
export type Saying = Origin & { readonly says: string };

/** A section whose type of things nobody needs to know. */
export function listSection<Thing>(section: ListSection<Thing>): ListSection {
  return section;
}

/** `node "x" (base/nodes/x.xml:3)`, in sentences. */
export function nameAsker(origin: Origin): string {
  return `node "${origin.node}" (${formatPlace(placeOfOrigin(origin))})`;
}

/** Things of one name as one, in the sequence in which names first come. */
export function presentByName<Thing extends Saying>(
  things: readonly Thing[],
  nameOf: (thing: Thing) => string,
): readonly PresentThing[] {
  const names = [...new Set(things.map(nameOf))];
  return names.map((name) => ({
    name,
    state: 'present',
    by: things.filter((thing) => nameOf(thing) === name),
    against: [],
  }));
}
