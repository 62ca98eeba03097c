import type { AttributeMap, DeclaredAttribute } from '../attributes.ts';
import type { Problem } from '../problem.ts';
import type { RollAppliance } from '../roll-source.ts';
import type { ScopedAttributes } from '../scoped-attributes.ts';

/** `&name;` in a node or graph file, resolved late: one parsed graph serves every machine. */
export interface AttributeReference {
  readonly name: string;
  readonly line: number;
  readonly column: number;
}

/** Text with references in it; plain text where there is none. */
export type Template = string | readonly (string | AttributeReference)[];

/** A condition for a stack machine: a flat list works at any nesting depth. */
export interface Condition {
  /** As written, for people. */
  readonly source: string;
  /** Steps, packed into numbers; see `condition/code.ts`. */
  readonly code: ArrayLike<number>;
  /** Attributes that it looks at, each once, in its order. */
  readonly names: readonly string[];
  readonly constants: readonly (null | boolean | number | bigint | string)[];
  /** Where it stands, if it asks for facts about other hosts. */
  readonly spot?: Spot;
  /** Why it could not be read: it never holds, and a machine that needs it gets this error. */
  readonly broken?: Problem;
}

/** A comma list of an `arch=`, `os=` or `release=`: items, or text that becomes them on each machine. */
export type GuardList = { readonly items: readonly string[] } | { readonly template: Template };

/** The conditions of one element; all that are there must hold. */
export interface Guard {
  readonly arch?: GuardList;
  readonly os?: GuardList;
  readonly release?: GuardList;
  readonly cond?: Condition;
}

/** Where something is in the file that holds it. */
export interface Spot {
  readonly line: number;
  readonly column: number;
}

/**
 * What an element holds, in order. In a small file, an array. A file with very many small elements is not kept
 * parsed: it is read anew for each machine, and what an element holds can be asked for once, before the next one.
 */
export type Items<Item> = Iterable<Item>;

/** One element of a node file; what more it says is in the type of its kind, in `graph/elements/`. */
export interface ElementItem extends Spot {
  readonly kind: string;
  readonly guard: Guard | undefined;
}

export interface TextItem {
  readonly kind: 'text';
  readonly text: Template;
}

/** What may stand in running text. */
export type BodyItem = TextItem | ElementItem;

/** One parsed node file. */
export interface NodeFile {
  /** Index into `Graph.rolls`. */
  readonly roll: number;
  /** Relative to the roll. */
  readonly path: string;
  readonly public: boolean;
  readonly guard: Guard | undefined;
  /** The children of its root. */
  readonly items: Items<ElementItem>;
  /** Findings that do not stop anything. */
  readonly warnings: readonly Problem[];
  /** Why the file could not be read; only in lenient rolls, elsewhere it is an error of the graph. */
  readonly broken?: Problem;
}

export interface GraphNode {
  readonly name: string;
  /** The base file (or its replacement), then the extends in roll order. */
  readonly files: readonly NodeFile[];
  /** Every roll that ships a base file or a replacement under this name. */
  readonly rolls: readonly number[];
  readonly public: boolean;
  /** Why there is no base file although the name was shipped (an extend alone). */
  readonly missing?: Problem;
}

/** `from` includes `to`; its conditions are those of the edge and of its nested ends. */
export interface GraphEdge extends Spot {
  readonly roll: number;
  readonly path: string;
  readonly from: Template;
  readonly to: Template;
  readonly guards: readonly Guard[];
  /** True when a template stands in a nested element: its undefined references may vanish. */
  readonly fromIsText: boolean;
  readonly toIsText: boolean;
}

/** `head` goes before `tail`. */
export interface GraphOrder extends Spot {
  readonly roll: number;
  readonly path: string;
  readonly head: Template;
  readonly tail: Template;
  readonly guards: readonly Guard[];
  readonly headIsText: boolean;
  readonly tailIsText: boolean;
}

/** What is left of a roll once its files are parsed. */
export interface GraphRoll {
  readonly name: string;
  readonly lenient: boolean;
  readonly anyEntry: boolean;
  readonly isSite: boolean;
  readonly undefinedAttributes: 'error' | 'empty';
  readonly requires: readonly string[];
  readonly color?: string;
  readonly allowEval: boolean;
  readonly appliances: Readonly<Record<string, RollAppliance>>;
  /** Nodes of which the roll has only what its own build would make them from. */
  readonly templates: readonly string[];
  /** Text by path below `include/`. */
  readonly includes: ReadonlyMap<string, string>;
}

/** What a roll says of the machines of one appliance. */
export interface ApplianceDefaults {
  readonly appliance: string;
  readonly roll: string;
  readonly values: AttributeMap;
}

/** What a graph knows of the values of its machines. */
export interface GraphValues {
  /** '' when nobody says which: then no machine has the attributes that follow from it. */
  readonly os: string;
  /** What the makers of an operating system call its release, by OS id, as far as OS rolls say. */
  readonly codenames: Readonly<Record<string, string>>;
  readonly arch: string;
  readonly declarations: readonly DeclaredAttribute[];
  /** What rolls say of the machines of an appliance, earlier rolls first. */
  readonly applianceDefaults: readonly ApplianceDefaults[];
  /** What recipe and site say; of single hosts, what the recipe says. */
  readonly attributes: ScopedAttributes;
}

/** What an attribute is where nobody gives it a value, as a node file says: if its conditions hold. */
export interface ElementDefault {
  readonly name: string;
  /** Index into `Graph.rolls`. */
  readonly roll: number;
  readonly path: string;
  readonly value: Template;
  readonly guards: readonly Guard[];
}

/** Every roll parsed and merged: read-only, shared by all machines. */
export interface Graph extends GraphValues {
  readonly rolls: readonly GraphRoll[];
  readonly nodes: ReadonlyMap<string, GraphNode>;
  /** Names of lenient nodes that cannot be used: broken, or extended without being defined. */
  readonly suspects: readonly string[];
  readonly edges: readonly GraphEdge[];
  readonly orders: readonly GraphOrder[];
  /** In the order of files; the first that holds counts. */
  readonly defaults: readonly ElementDefault[];
  readonly evalOutputs: Readonly<Record<string, string>>;
  /** Errors stop every traversal; warnings are about the whole graph, not about one node. */
  readonly problems: readonly Problem[];
}
