import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { countCoveredLines } from './coverage.ts';
import { type Floors, findLowRooms, raiseFloors } from './floors.ts';
import { renderCoverage } from './render-coverage.ts';
import { addUpRooms } from './rooms.ts';

/**
 * Prints the coverage by room and holds it against the floors of `tests/coverage.json`.
 *
 * @param options `isWhole`: all quick tests ran; a part of them says nothing about a floor. `raise`: writes the floors
 *   anew, as high as what is covered now
 * @returns one sentence for each room below its floor
 */
export async function judgeCoverage(
  root: string,
  rawFolder: string,
  { isWhole, raise }: { readonly isWhole: boolean; readonly raise: boolean },
): Promise<string[]> {
  const path = join(root, 'tests/coverage.json');
  const floors = JSON.parse(readFileSync(path, 'utf8')) as Floors;
  const rooms = addUpRooms(await countCoveredLines(rawFolder));
  process.stdout.write(renderCoverage(rooms, floors));
  if (raise) writeFileSync(path, `${JSON.stringify(raiseFloors(rooms, floors), null, 2)}\n`);
  return isWhole ? findLowRooms(rooms, floors) : [];
}
