import type { AttributeMap } from '../attributes.ts';

/** A host as others know it. */
export interface RosterHost {
  readonly name: string;
  /** On the private network; '' where nobody knows it yet. */
  readonly address: string;
  readonly appliance: string;
  readonly rack: number;
  readonly rank: number;
  /** Open values of it that some node asks for; never secret ones. */
  readonly attributes?: AttributeMap;
}

/** The hosts of a cluster, its frontend among them. */
export interface Roster {
  /** Who says so: "the frontend", "the site". */
  readonly from: string;
  /** In any order: whoever asks gets them sorted. */
  readonly hosts: readonly RosterHost[];
}
