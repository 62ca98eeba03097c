import { isFactName } from './facts/fact-names.ts';

/** Attribute scopes, weakest first; a roll's default is weaker than all of them. */
export const ATTRIBUTE_SCOPES = ['global', 'os', 'appliance', 'rack', 'host'] as const;
export type AttributeScope = (typeof ATTRIBUTE_SCOPES)[number];

/** Names the engine knows by itself: a site or a roll cannot set them, a description of one machine may. */
export const INTRINSIC_ATTRIBUTES = [
  'appliance',
  'arch',
  'codename',
  'hostname',
  'os',
  'osFamily',
  'rack',
  'rank',
  'release',
] as const;

/** The attribute that says which release a host gets; `release` is that of its operating system. */
export const RELEASE_ATTRIBUTE = 'cairn_release';

/** Flat attribute names (letters, digits, `_`, `.`, `-`) to text. */
export type AttributeMap = Readonly<Record<string, string>>;

/** The values of one machine in each scope; an absent scope is empty. */
export type AttributeScopes = { readonly [S in AttributeScope]?: AttributeMap };

/** What a roll says about an attribute that it introduces. */
export interface AttributeDeclaration {
  /** What it is where nobody says it; `&name;` in it is the value of another attribute. */
  readonly default?: string;
  /** What its values are, and how a question about it is asked: see `values/value-types.ts`; `string` when left out. */
  readonly type?: string;
  /** The only values that it may have. */
  readonly values?: readonly string[];
  /** A regular expression that the whole value matches. */
  readonly pattern?: string;
  /** Bounds of a number. */
  readonly min?: number;
  readonly max?: number;
  readonly help?: string;
  /** Never written to media, caches, logs, reports or pictures. */
  readonly secret?: boolean;
}

/** A declaration with the roll that made it; earlier rolls' defaults are weaker. */
export interface DeclaredAttribute extends AttributeDeclaration {
  readonly name: string;
  readonly roll: string;
  /** The element of a node file that introduces it, where no `roll.yaml` does. */
  readonly element?: string;
}

/**
 * Who says a value: recipe and site as they are in the graph (`graph`), a site file of the installer (`site`), the
 * frontend's state (`state`), the machine itself (`machine`), kernel command line and dialogs (`given`).
 */
export type AttributeOrigin = 'graph' | 'site' | 'state' | 'machine' | 'given';

/** Where a value comes from: somebody who says it in a scope, or the default of a roll. */
export interface AttributeSource {
  readonly scope: AttributeScope | 'default';
  /** As it is said: of a default, with its references. */
  readonly value: string;
  /** Absent for a default. */
  readonly from?: AttributeOrigin;
  /** True where it is said as a secret. */
  readonly secret?: true;
  /** The roll that says it, for a default. */
  readonly roll?: string;
  /** The appliance that a default is for; left out: for all machines. */
  readonly appliance?: string;
}

/** One resolved attribute: the winner, and what it beat, strongest first. */
export interface ResolvedAttribute {
  readonly name: string;
  readonly value: string;
  /** Some roll declares it secret, or somebody says it as a secret. */
  readonly secret: boolean;
  /** Names of the attributes that its value is made of, one way or another; left out when there are none. */
  readonly madeOf?: readonly string[];
  readonly winner: AttributeSource;
  readonly losers: readonly AttributeSource[];
}

/** All attributes of one machine, by name. */
export type ResolvedAttributes = ReadonlyMap<string, ResolvedAttribute>;

const NAME = /^[A-Za-z0-9_.-]+$/;

/** True for a legal attribute name. */
export function isAttributeName(name: string): boolean {
  return NAME.test(name);
}

/** True for a name that only a description of one machine may set, or nobody: a fact about other hosts. */
export function isIntrinsicAttribute(name: string): boolean {
  return (INTRINSIC_ATTRIBUTES as readonly string[]).includes(name) || isFactName(name);
}
