import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { HOST_ROSTER, parseJsonDocument } from '../../../model/documents/mod.ts';
import type { Roster } from '../../../model/mod.ts';

/** The hosts that machines of an appliance may ask for, as they are published; undefined where it asks nobody. */
export type RosterReader = (appliance: string) => Promise<Roster | undefined>;

/** Reads a list again when its file changed. */
export function createRosterReader(folder: string): RosterReader {
  const kept = new Map<string, { readonly version: string; readonly roster: Roster }>();
  return async (appliance) => {
    const path = join(folder, `${appliance}.json`);
    // Each is written beside its place and renamed: another one has another number
    const found = await stat(path).catch(() => undefined);
    if (found === undefined) return undefined;
    const version = `${found.ino} ${found.mtimeMs} ${found.size}`;
    const known = kept.get(appliance);
    if (known?.version === version) return known.roster;
    const { hosts } = parseJsonDocument(HOST_ROSTER, await readFile(path, 'utf8'), path);
    const roster = { from: 'the frontend', hosts };
    kept.set(appliance, { version, roster });
    return roster;
  };
}
