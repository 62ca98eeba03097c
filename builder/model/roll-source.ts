import type { AttributeDeclaration, AttributeMap } from './attributes.ts';

/** One text file of a roll that the engine reads. */
export interface RollFile {
  /**
   * Relative to the roll: `nodes/x.xml`, `graphs/y.xml`, `graphs/default/z.xml`, `include/...`; of an imported roll also
   * the same below `include-version/N/`, which stand for the files of these paths.
   */
  readonly path: string;
  readonly text: string;
}

/** Names that an operating system has, by the type that they are of; `NAME`, or `NAME INSTEAD`, one a line. */
export type SystemWords = Readonly<Record<string, string>>;

/** An entry point that a roll adds. */
export interface RollAppliance {
  readonly node: string;
  /** What machines of this appliance have where nobody says otherwise: stronger than defaults for all machines. */
  readonly attributes?: AttributeMap;
  readonly summary?: string;
}

/** What the engine sees of a roll; plain data that survives JSON. */
export interface RollSource {
  readonly name: string;
  readonly version?: string;
  /** `#rrggbb`, for pictures. */
  readonly color?: string;
  /** An OS roll: the operating system that it is, what its makers call this release (`trixie`), and names that it has. */
  readonly os?: { readonly id: string; readonly codename: string; readonly words?: SystemWords };
  /** An imported Rocks roll, or one read with `--lenient`: findings that Rocks survives are warnings. */
  readonly lenient?: boolean;
  /** Any node of it may be asked for as an appliance (an imported Rocks roll). */
  readonly anyEntry?: boolean;
  /** What becomes of an undefined `&name;` in text; the default is `error`. */
  readonly undefinedAttributes?: 'error' | 'empty';
  /** Node names whose content in this roll wins over other rolls'. */
  readonly overrides?: readonly string[];
  /** Node names of this roll that what machines can do rests on: another one takes their place only with `withdraws`. */
  readonly promises?: readonly string[];
  /** Promised nodes of other rolls that this one knowingly takes the place of. */
  readonly withdraws?: readonly string[];
  /** Node names that other rolls may attach edges to, beside those with `interface="public"`. */
  readonly public?: readonly string[];
  readonly requires?: readonly string[];
  /** Appliance name to entry node. */
  readonly appliances?: Readonly<Record<string, RollAppliance>>;
  readonly attributes?: Readonly<Record<string, AttributeDeclaration>>;
  /** Nodes that the roll's own build would make from `nodes/NAME.xml.in`; they are not among the files. */
  readonly templates?: readonly string[];
  readonly files: readonly RollFile[];
}

/** Everything the engine needs to know, as one JSON document: in the initrd, on the frontend, in tests. */
export interface GraphBundle {
  readonly format: 1;
  /** In the recipe's order, which is the order of extends and overrides. */
  readonly rolls: readonly RollSource[];
  /** The site's own `nodes/` and `graphs/`, read last. */
  readonly site?: RollSource;
  /** The operating system, `debian-13`; family and release follow from it. Left out: that of the first OS roll. */
  readonly os?: string;
  /** The architecture, by any of its platform's names. */
  readonly arch?: string;
  /** Attributes of recipe and site; never secret ones. */
  readonly attributes?: {
    readonly global?: AttributeMap;
    readonly os?: Readonly<Record<string, AttributeMap>>;
    readonly appliance?: Readonly<Record<string, AttributeMap>>;
    readonly rack?: Readonly<Record<string, AttributeMap>>;
    /** What the recipe says of single hosts; what a site says of them is not part of a graph. */
    readonly host?: Readonly<Record<string, AttributeMap>>;
  };
  /** Rolls whose `<eval>` programs the recipe allows. */
  readonly allowEval?: readonly string[];
  /** What they printed on the build host, by `EvalRequest.key`. */
  readonly evalOutputs?: Readonly<Record<string, string>>;
  /** Every roll is read leniently. */
  readonly lenient?: boolean;
}
