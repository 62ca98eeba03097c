import type { BootAction } from '../../../model/mod.ts';
import type { Query } from '../database/connection.ts';
import { addEvent } from '../records/records.ts';

/** What a host does at its next start; a new choice ends a row of failures. */
export async function writeBootAction(
  query: Query,
  name: string,
  action: BootAction,
  isNewDisk: boolean,
  nowSeconds: number,
): Promise<void> {
  await query('UPDATE hosts SET bootAction = ?, failures = 0 WHERE name = ?', [action, name]);
  if (isNewDisk) await query('UPDATE hosts SET disk = NULL WHERE name = ?', [name]);
  await addEvent(query, nowSeconds, name, 'boot', action);
}
