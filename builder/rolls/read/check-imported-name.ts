import { errorProblem, type Problem } from '../../model/mod.ts';
import type { VersionMk } from './version-mk.ts';

/** Names and versions of Rocks rolls become names of folders and files: nothing that leads elsewhere. */
const IMPORTED_NAME = /^[A-Za-z0-9_][A-Za-z0-9_.+~-]{0,99}$/;

/**
 * What is wrong with name and version of a roll that is read leniently.
 *
 * @param origin the roll as it was given, for messages
 */
export function checkImportedName(
  name: string,
  version: string,
  { lines, name: saidName }: VersionMk,
  origin: string,
): Problem[] {
  const problems: Problem[] = [];
  const check = (what: string, value: string, line: number | undefined, hint: string): void => {
    if (IMPORTED_NAME.test(value)) return;
    const place = line === undefined ? { file: origin } : { file: `${origin}/version.mk`, line };
    const message = `Cannot use "${value.slice(0, 100)}" as the ${what} of a roll`;
    problems.push(errorProblem('ROLL_STRUCTURE', message, place, hint));
  };
  const letters = 'letters, digits and "_", ".", "+", "-", at most 100';
  const hint = saidName === undefined ? `Rename the folder: ${letters}` : `Use ${letters}`;
  check('name', name, saidName === undefined ? undefined : lines.name, hint);
  check('version', version, lines.version, `Use ${letters}`);
  return problems;
}
