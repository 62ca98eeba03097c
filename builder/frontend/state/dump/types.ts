import type { Place } from '../../../model/mod.ts';

/** Where a row of a table is written, as far as it is known; `index` counts from 0. */
export type PlaceOf = (table: string, index: number) => Place | undefined;

/** How a dump is taken in. */
export interface RestoreOptions {
  readonly placeOf?: PlaceOf;
  /** Keys and secret values that are here stay, where the dump has none of the name. */
  readonly keepKeys?: boolean;
}

/** One row of a table, by column; values are text, numbers or nothing. */
export type DumpRow = Readonly<Record<string, string | number | null>>;

/** Everything that a state holds, as rows by table. */
export interface StateDump {
  readonly schema: number;
  readonly tables: Readonly<Record<string, readonly DumpRow[]>>;
}
