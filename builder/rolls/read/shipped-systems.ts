import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readText } from '../../io/mod.ts';
import { isOsRoll, type OsRoll, parseRollFile } from '../../model/files/mod.ts';

/**
 * The operating systems among the rolls that come with Cairn, sorted by the name of their folder. A folder without a
 * roll.yaml that can be read is somebody else's finding.
 *
 * @param folder of these rolls; undefined where the program was installed without them
 */
export async function readShippedSystems(folder: string | undefined): Promise<OsRoll[]> {
  if (folder === undefined) return [];
  const names = (await readdir(folder)).sort();
  const described = await Promise.all(
    names.map(async (name) => {
      const file = join(folder, name, 'roll.yaml');
      const text = await readText(file).catch(() => undefined);
      return text === undefined ? undefined : parseRollFile(text, file).value;
    }),
  );
  return described.flatMap((roll) => (roll !== undefined && isOsRoll(roll) ? [roll] : []));
}

/** The operating system that new rolls are for, and questions that name none. */
export function preferredOs(systems: readonly OsRoll[]): string | undefined {
  return systems.find(({ preferred }) => preferred)?.os;
}
