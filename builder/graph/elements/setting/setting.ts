import type { ElementItem, Problem, Setting, Template, ValueType } from '../../../model/mod.ts';

/** An element that is attributes alone, as it stands in a file: those that say something. */
export interface SettingItem extends ElementItem {
  readonly values: Readonly<Record<string, Template>>;
}

/** One attribute of such an element. */
export interface SettingAttribute {
  readonly type: ValueType;
  readonly isRequired?: true;
  /** It may be left out where this other one says something. */
  readonly unless?: string;
  /** What is said and comes to nothing on a machine is nobody, and not everybody: then the element says nothing. */
  readonly isSelection?: true;
}

/** What the attributes say on one machine, each in its form; those that are empty are left out. */
export type SettingValues<Attribute extends string> = { readonly [A in Attribute]?: string };

/** Why the attributes do not go together. */
export interface SettingFault {
  readonly message: string;
  readonly hint: string;
}

/** Asks for an attribute of the machine by its name; undefined: nobody gave it a value. */
export type ReadAttribute = (name: string) => string | undefined;

/** What a setting says, without who says it. */
export type SettingBody<Thing extends Setting> = Omit<Thing, 'name' | 'by'>;

/** An element of node files that is attributes alone, and sets something in the installed system. */
export interface SettingSpec<
  Name extends string,
  Key extends string,
  Attribute extends string,
  Thing extends Setting,
> {
  /** Its tag. */
  readonly name: Name;
  /** Of the profile. */
  readonly key: Key;
  /** "Opening": one of them, in an answer to a question. */
  readonly title: string;
  /** "Openings of the firewall": all of them. */
  readonly plural: string;
  readonly rank: number;
  /** "opens it". */
  readonly verb: string;
  readonly attributes: Readonly<Record<Attribute, SettingAttribute>>;
  /** What one is called: by the values as they are said, whether they are right or not. */
  readonly nameOf: (values: SettingValues<Attribute>) => string;
  /** What the values come to, or why they do not go together. */
  readonly read: (
    values: SettingValues<Attribute>,
    readAttribute: ReadAttribute,
  ) => SettingBody<Thing> | SettingFault;
  /** What one element says of several things: each as if it had an element of its own. */
  readonly several?: (values: SettingValues<Attribute>) => readonly SettingValues<Attribute>[] | undefined;
  /** What is wrong with all that one machine has. */
  readonly check?: (things: readonly Thing[]) => readonly Problem[];
  /** What it says beside its name, in one line. */
  readonly describe: (thing: Thing) => string;
  /** What only one setting may say something of: 'the user number 700'. */
  readonly claims: (thing: Thing) => readonly string[];
  /** True when somebody who asks for a thing may mean a name; without it, names are compared as they are. */
  readonly matches?: (name: string, thing: string) => boolean;
}

/** One of a few words. */
export function wordType(what: string, ...words: readonly string[]): ValueType {
  return { what, hint: `Known are: ${words.join(', ')}`, accepts: (value) => words.includes(value) };
}

/** Words of a list, separated by commas or blanks. */
export function splitWords(text: string | undefined): readonly string[] {
  return (text ?? '').split(/[\s,]+/).filter((word) => word !== '');
}

/** A list of words that have a form each. */
export function wordsType(item: ValueType): ValueType {
  return {
    what: item.what,
    hint: item.hint,
    accepts: (value) => {
      const words = splitWords(value);
      const fault = words.map((word) => item.accepts(word)).find((answer) => answer !== true);
      return words.length > 0 && (fault ?? true);
    },
  };
}
