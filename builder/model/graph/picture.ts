/** Everything that a picture of the graph shows, or says about a node on request: plain data without secrets. */
export interface Picture {
  readonly title: string;
  /** Kinds of things that nodes bring, with what they are called together. */
  readonly kinds: readonly { readonly kind: string; readonly title: string }[];
  readonly rolls: readonly PictureRoll[];
  /** By name. */
  readonly nodes: readonly PictureNode[];
  /** By the names of their ends; parallel edges are one. */
  readonly edges: readonly PictureEdge[];
  readonly orders: readonly PictureOrder[];
}

export interface PictureRoll {
  readonly name: string;
  /** `#rrggbb`; without one, the picture chooses. */
  readonly color?: string;
}

export interface PictureNode {
  readonly name: string;
  /** Index into `Picture.rolls`; undefined: no roll defines it. */
  readonly roll: number | undefined;
  /** Other rolls that extend it. */
  readonly extendedBy: readonly number[];
  /** Appliances that start here. */
  readonly appliances: readonly string[];
  readonly contents: NodeContents;
}

/** What a node file says, before any machine: attributes stand as `&name;`. */
export interface NodeContents {
  /** `roll/nodes/x.xml`, of the node and of what extends it. */
  readonly files: readonly string[];
  readonly items: readonly ContentItem[];
}

export interface ContentItem {
  /** One of `Picture.kinds`. */
  readonly kind: string;
  readonly name: string;
  /** `create`, `does not want`, phases of a script, ...; empty for the usual. */
  readonly note: string;
  /** As written; empty: none. */
  readonly conditions: readonly string[];
  readonly place: string;
  /** Of a script: its text, perhaps shortened. */
  readonly text?: string;
}

/** `from` includes `to`; ends are indexes into `Picture.nodes`. */
export interface PictureEdge {
  readonly from: number;
  readonly to: number;
  /** Empty: always there. Of parallel edges, any one is enough. */
  readonly conditions: readonly string[];
  readonly places: readonly string[];
}

/** `head` comes before `tail`. HEAD and TAIL: first and last of all. */
export interface PictureOrder {
  readonly head: number | 'HEAD' | 'TAIL';
  readonly tail: number | 'HEAD' | 'TAIL';
  readonly conditions: readonly string[];
  readonly place: string;
}
