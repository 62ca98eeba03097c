import type { Query } from '../database/connection.ts';
import { addChange } from '../records/audit.ts';
import type { Administrator, ToldValues } from '../records/types.ts';
import type { Image } from './audited-tables.ts';
import { type RowChange, takeChanges } from './watch-rows.ts';

/** In the place of a value that nobody is told. */
const HIDDEN = '(secret)';

/** Writes down what an administrator's transaction has changed, in the same transaction. */
export async function recordChanges(query: Query, by: Administrator, nowSeconds: number): Promise<void> {
  for (const change of await takeChanges(query)) {
    const image = change.after ?? change.before;
    if (image === undefined) continue;
    const { table } = change;
    const [before, after] = tellChange(change);
    if (before === undefined && after === undefined) continue;
    const host = table.hostOf?.(image);
    await addChange(query, nowSeconds, by, {
      object: table.describe(change.before ?? image),
      ...(host === undefined ? {} : { host }),
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
    });
  }
}

/** The columns that differ, before and after; nothing where none does. */
function tellChange({ table, before, after }: RowChange): readonly (ToldValues | undefined)[] {
  const names = [...table.columns, ...Object.keys(table.parts ?? {})];
  const hidden = new Set([...(before ? table.hides(before) : []), ...(after ? table.hides(after) : [])]);
  const differing = names.filter((name) => (before?.[name] ?? null) !== (after?.[name] ?? null));
  if (before !== undefined && after !== undefined && differing.length === 0) return [];
  const pick = (image: Image | undefined): ToldValues | undefined =>
    image === undefined
      ? undefined
      : Object.fromEntries(
          differing.map((name) => {
            const value = image[name] ?? null;
            return [name, hidden.has(name) && value !== null ? HIDDEN : value];
          }),
        );
  return [pick(before), pick(after)];
}
