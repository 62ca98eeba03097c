import { errorProblem, type Problem } from '../../model/mod.ts';
import type { LockedPackage, RecipeLock } from './recipe-lock.ts';

const HINT = 'Build without --locked to write a new lock, or take the change back';

/**
 * Says how what is to be built differs from what a lock pins; [] when it does not.
 *
 * @param file the lock, for messages
 */
export function compareRecipeLocks(locked: RecipeLock, actual: RecipeLock, file: string): Problem[] {
  const differences = [
    ...compareValues('recipe name', locked.recipe.name, actual.recipe.name),
    ...compareValues('recipe version', locked.recipe.version, actual.recipe.version),
    ...compareDigests('the recipe', locked.recipe.sha256, actual.recipe.sha256),
    ...compareValues('architecture', locked.arch, actual.arch),
    ...compareValues('time stamp', String(locked.epochSeconds), String(actual.epochSeconds)),
    ...compareDigests('the site', locked.site ?? 'none', actual.site ?? 'none'),
    ...compareDigests("the installer's program", locked.engine ?? 'none', actual.engine ?? 'none'),
    ...compareValues('operating system', locked.os.id, actual.os.id),
    ...compareRolls(locked, actual),
    ...comparePackages('package', locked.packages, actual.packages),
    ...comparePackages('package of the medium', locked.media, actual.media),
    ...comparePackages('borrowed package', locked.borrowed?.packages ?? [], actual.borrowed?.packages ?? []),
  ];
  if (differences.length === 0 && locked.packagesIndex !== actual.packagesIndex) {
    differences.push('the package index describes the same packages in other words');
  }
  return differences.map((difference) =>
    errorProblem('LOCK_STALE', `Cannot build as locked: ${difference}`, { file }, HINT),
  );
}

function compareValues(what: string, locked: string, actual: string): string[] {
  return locked === actual ? [] : [`${what} was "${locked}", is "${actual}"`];
}

function compareDigests(what: string, locked: string, actual: string): string[] {
  return locked === actual
    ? []
    : [`${what} has changed (SHA-256 was ${locked.slice(0, 12)}, is ${actual.slice(0, 12)})`];
}

function compareRolls(locked: RecipeLock, actual: RecipeLock): string[] {
  const before = new Map(locked.rolls.map((roll) => [roll.name, roll]));
  const after = new Map(actual.rolls.map((roll) => [roll.name, roll]));
  const order = (lock: RecipeLock): string => lock.rolls.map((roll) => roll.name).join(', ');
  const differences: string[] = [];
  for (const name of [...new Set([...before.keys(), ...after.keys()])].sort()) {
    const [was, is] = [before.get(name), after.get(name)];
    if (was === undefined) differences.push(`roll "${name}" is new`);
    else if (is === undefined) differences.push(`roll "${name}" is gone`);
    else if (was.version !== is.version)
      differences.push(...compareValues(`roll "${name}"`, was.version, is.version));
    else differences.push(...compareDigests(`roll "${name}" ${is.version}`, was.sha256, is.sha256));
  }
  if (differences.length === 0)
    differences.push(...compareValues('order of the rolls', order(locked), order(actual)));
  return differences;
}

function comparePackages(
  what: string,
  locked: readonly LockedPackage[],
  actual: readonly LockedPackage[],
): string[] {
  const before = new Map(locked.map((item) => [item.name, item]));
  const after = new Map(actual.map((item) => [item.name, item]));
  const differences: string[] = [];
  for (const name of [...new Set([...before.keys(), ...after.keys()])].sort()) {
    const [was, is] = [before.get(name), after.get(name)];
    if (was === undefined) differences.push(`${what} "${name}" is new`);
    else if (is === undefined) differences.push(`${what} "${name}" is no longer needed`);
    else if (was.version !== is.version)
      differences.push(`${what} "${name}" was ${was.version}, is ${is.version}`);
    else differences.push(...compareDigests(`${what} "${name}" ${is.version}`, was.sha256, is.sha256));
  }
  return differences;
}
