/** One row of a table, by column; values are text, numbers or nothing. */
export type DumpRow = Readonly<Record<string, string | number | null>>;

/** Everything that a state holds, as rows by table. */
export interface StateDump {
  readonly schema: number;
  readonly tables: Readonly<Record<string, readonly DumpRow[]>>;
}
