/** What a node set is taken from: known hosts and groups. */
export interface NodeSetSource {
  /** Every known host, for `@*` and wildcards. */
  readonly all: readonly string[];
  /** Hosts of a group, or undefined when there is no such group. */
  readonly group: (name: string) => readonly string[] | undefined;
}
