import { findBackend } from '../../backends/mod.ts';
import type { Profile } from '../../graph/mod.ts';
import type { Run } from '../../io/mod.ts';
import { adviseName, fail } from '../../model/mod.ts';
import type { Recipe } from '../recipe/recipe.ts';

/**
 * Refuses what no sealed disk can become, and what cannot be written here: before anything is downloaded.
 *
 * @param os of the recipe's machines
 * @throws {BuildError} RECIPE_APPLIANCE, STORAGE_DISK; COMMAND_MISSING
 */
export async function checkDisk(
  { disk }: Pick<Recipe, 'disk'>,
  os: string,
  profiles: readonly Profile[],
  run: Run,
): Promise<void> {
  if (disk === undefined) return;
  const { appliance, formats } = disk;
  const names = profiles.map((each) => each.appliance);
  const unknown = `The recipe has no appliance "${appliance}" to make a disk of`;
  const profile =
    profiles.find((each) => each.appliance === appliance) ??
    fail('RECIPE_APPLIANCE', unknown, undefined, adviseName(appliance, names));
  const disks = findBackend(os)?.describe(profile).disks ?? 1;
  const several = `Machines of appliance "${appliance}" need ${disks} disks, and a sealed disk is one`;
  if (disks > 1)
    fail('STORAGE_DISK', several, undefined, 'Give the appliance a storage scheme with one disk');
  const tools = ['sfdisk', ...(formats.some((format) => format !== 'raw') ? ['qemu-img'] : [])];
  for (const tool of tools) await run([tool, '--version']);
}
