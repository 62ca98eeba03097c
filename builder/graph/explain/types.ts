import { EXPLAINABLE_ELEMENTS, type ExplainedKind } from '../elements/mod.ts';

/** Kinds of things that can be asked about. */
export type ThingKind = 'attribute' | 'node' | ExplainedKind;
export const THING_KINDS: readonly ThingKind[] = [
  'attribute',
  'node',
  ...EXPLAINABLE_ELEMENTS.map(({ name }) => name),
];

/** An attribute that a condition looked at; null: it has no value. Secret values are masked. */
export interface SeenValue {
  readonly name: string;
  readonly value: string | null;
}

/** One condition on this machine. */
export interface ConditionReport {
  /** As written: `cond="firmware == True"`, `os="redhat"`. */
  readonly text: string;
  readonly holds: boolean;
  readonly saw: readonly SeenValue[];
}

/** A place in a roll. */
export interface RollPlace {
  readonly roll: string;
  /** Relative to the roll. */
  readonly file: string;
  readonly line: number;
}

export interface EdgeReport extends RollPlace {
  readonly from: string;
  readonly to: string;
  /** All its conditions hold. */
  readonly holds: boolean;
  readonly conditions: readonly ConditionReport[];
}

/** From one node to the next; several edges may say the same. */
export interface ChainStep {
  readonly from: string;
  readonly to: string;
  readonly edges: readonly EdgeReport[];
}

/** The ways from the entry node to a node. */
export interface Ways {
  readonly node: string;
  /** Shortest first; a chain without steps: the node is the entry. */
  readonly chains: readonly (readonly ChainStep[])[];
  /** How many further chains there are. */
  readonly more: number;
  /** False: there are at least so many. */
  readonly moreIsExact: boolean;
}

/** One element of a node file that names the thing. */
export interface Mention extends RollPlace {
  readonly node: string;
  /** `wants`, `does not want`, `create`, `append`, `enabled`, ... */
  readonly says: string;
  /** Conditions of the element, of what encloses it and of the node file. */
  readonly conditions: readonly ConditionReport[];
}

/** Why a thing, or one mention of it, is not there. */
export type Reason =
  /** The node is there, a condition around the element is false. */
  | { readonly kind: 'condition'; readonly mention: Mention }
  /** Nodes that are there say that they do not want it, and none wants it. */
  | { readonly kind: 'disabled'; readonly by: readonly Mention[] }
  /** The node that would bring it is not reached. */
  | {
      readonly kind: 'unreached';
      readonly node: string;
      readonly mention?: Mention;
      /** The way in with the fewest false edges; none when no edges lead there from the entry node. */
      readonly way?: readonly ChainStep[];
      /** Further edges with a false condition that start from nodes that are there. */
      readonly cuts: readonly EdgeReport[];
      /** Appliances that do reach the node, as far as it is known without their machines. */
      readonly elsewhere: readonly string[];
    }
  /** Edges lead to a node that no roll defines. */
  | { readonly kind: 'undefined'; readonly edges: readonly EdgeReport[] }
  /** No roll says anything about it. */
  | { readonly kind: 'unknown' };

/** What is known about one thing of one kind. */
export interface Finding {
  readonly kind: Exclude<ThingKind, 'attribute'>;
  readonly name: string;
  readonly state: 'present' | 'disabled' | 'absent';
  /** Of a node: its file and what extends it. */
  readonly defined?: readonly RollPlace[];
  readonly by: readonly Mention[];
  /** Who asked for the opposite and lost. */
  readonly against: readonly Mention[];
  readonly ways: readonly Ways[];
  readonly reasons: readonly Reason[];
}

/** The value of an attribute in one scope. */
export interface ScopeValue {
  /** `host`, `rack`, `appliance`, `os`, `global`, `default`; strongest first. */
  readonly scope: string;
  /** Which host, rack, appliance, OS or roll; empty where there is only one. */
  readonly of: string;
  /** Null: not set here. Masked when the attribute is secret. */
  readonly value: string | null;
  readonly wins: boolean;
}

export interface AttributeFinding {
  readonly name: string;
  /** Null: no value. */
  readonly value: string | null;
  readonly secret: boolean;
  readonly scopes: readonly ScopeValue[];
  readonly declared: readonly { readonly roll: string; readonly type?: string; readonly help?: string }[];
  /** Conditions of edges and orders that look at it, and texts that it goes into. */
  readonly uses: readonly (RollPlace & { readonly what: string })[];
}

/** A name close to what was asked for. */
export interface CloseName {
  readonly kind: ThingKind;
  readonly name: string;
}

/** The answer to "why?" about one machine. */
export interface Explanation {
  readonly appliance: string;
  /** Entry node. */
  readonly entry: string;
  readonly host?: string;
  readonly thing: string;
  readonly attribute?: AttributeFinding;
  readonly findings: readonly Finding[];
  readonly close: readonly CloseName[];
}
