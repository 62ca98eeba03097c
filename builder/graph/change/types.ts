import type { RecordedThing, ThingKind } from '../../model/mod.ts';

/** A thing of a machine with all that it says, secrets too: for whoever brings it about. */
export interface ComposedThing {
  readonly thing: RecordedThing;
  /** To be compared. Of a setting it is the line of shell that brings it about. */
  readonly content: string;
}

export type Verdict = 'nothing' | 'in place' | 'reinstall';

/** One thing that is not as it was recorded. */
export interface PlannedChange {
  readonly kind: ThingKind;
  readonly name: string;
  readonly change: 'added' | 'removed' | 'changed';
  readonly by: string;
  /** What people may see of it before and after; both left out where it is not to be seen what differs. */
  readonly before?: string;
  readonly after?: string;
  /** Why it cannot be done on a running machine: the end of a sentence that names it. Left out where it can. */
  readonly refused?: string;
  /** Attributes whose new values bring it about, as far as that can be said. */
  readonly attributes?: readonly string[];
}

/** An attribute that has another value than when the machine was made what it is. */
export interface ChangedAttribute {
  readonly name: string;
  /** Left out: it had none, or has none any more. Of a secret one both are `(secret)`. */
  readonly before?: string;
  readonly after?: string;
}

/** What would change on a host. */
export interface ChangePlan {
  readonly verdict: Verdict;
  /** With the verdict `reinstall`: why, a sentence each. */
  readonly reasons: readonly string[];
  readonly attributes: readonly ChangedAttribute[];
  readonly changes: readonly PlannedChange[];
  /** Units that are reloaded or restarted, in order. */
  readonly restarts: readonly string[];
}
