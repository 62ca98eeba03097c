import { errorProblem, type Problem } from '../../model/mod.ts';
import type { LockedPackage, RecipeLock } from './recipe-lock.ts';

const HINT =
  'Take the change back, or let the lock follow: cairn lock update RECIPE, or build without --locked';

/** The part of a lock that does not depend on what is chosen of an archive. */
export type FixedPart = Pick<
  RecipeLock,
  'recipe' | 'arch' | 'epochSeconds' | 'site' | 'engine' | 'cairn' | 'certificate' | 'rolls'
>;

/**
 * Says how what is to be built differs from what a lock pins; [] when it does not.
 *
 * @param file the lock, for messages
 */
export function compareRecipeLocks(locked: RecipeLock, actual: RecipeLock, file: string): Problem[] {
  const differences = [
    ...listFixedDrift(locked, actual),
    ...compareKeys(locked, actual),
    ...compareValues('operating system', locked.os.id, actual.os.id),
    ...comparePackages('package', locked.packages, actual.packages),
    ...comparePackages('package of the medium', locked.media, actual.media),
    ...comparePackages('borrowed package', locked.borrowed?.packages ?? [], actual.borrowed?.packages ?? []),
  ];
  if (differences.length === 0 && locked.packagesIndex !== actual.packagesIndex) {
    differences.push('the package index describes the same packages in other words');
  }
  return toProblems(differences, file);
}

/** The same of what is known before any package is chosen, and of the packages that rolls bring. */
export function compareFixedParts(
  locked: RecipeLock,
  actual: FixedPart,
  own: readonly LockedPackage[],
  file: string,
): Problem[] {
  const brought = locked.packages.filter(({ roll }) => roll !== undefined);
  const names = new Set(brought.map(({ name }) => name));
  // Which of them is wanted only the resolver knows
  const changed = own.filter(({ name }) => names.has(name));
  const there = new Set(changed.map(({ name }) => name));
  const packages = comparePackages(
    'package',
    brought.filter(({ name }) => there.has(name)),
    changed,
  );
  return toProblems([...listFixedDrift(locked, actual), ...packages], file);
}

function toProblems(differences: readonly string[], file: string): Problem[] {
  return differences.map((difference) =>
    errorProblem('LOCK_STALE', `Cannot build as locked: ${difference}`, { file }, HINT),
  );
}

/** How what is known before any package is chosen differs from a lock, a line each. */
export function listFixedDrift(locked: FixedPart, actual: FixedPart): string[] {
  return [
    ...compareValues('recipe name', locked.recipe.name, actual.recipe.name),
    ...compareValues('recipe version', locked.recipe.version, actual.recipe.version),
    ...compareRecipes(locked.recipe, actual.recipe),
    ...compareValues('architecture', locked.arch, actual.arch),
    ...compareValues('time stamp', String(locked.epochSeconds), String(actual.epochSeconds)),
    ...compareDigests('the site', locked.site ?? 'none', actual.site ?? 'none'),
    ...compareCairn(locked, actual),
    ...compareValues('certificate of the image', locked.certificate ?? 'none', actual.certificate ?? 'none'),
    ...compareRolls(locked, actual),
  ];
}

/** Names each value of a recipe that is another one; what is in no value (a remark, a secret) is a change too. */
function compareRecipes(locked: RecipeLock['recipe'], actual: RecipeLock['recipe']): string[] {
  if (locked.sha256 === actual.sha256) return [];
  const [before, after] = [locked.says, actual.says];
  const whole = compareDigests('the recipe', locked.sha256, actual.sha256);
  if (before === undefined || after === undefined) return whole;
  const named = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort().flatMap((key) => {
    const [was, is] = [before[key], after[key]];
    const what = `"${key}" of the recipe`;
    if (was === undefined) return [`${what} is new: ${JSON.stringify(is)}`];
    if (is === undefined) return [`${what} is gone: it was ${JSON.stringify(was)}`];
    return compareValues(what, was, is);
  });
  return named.length > 0 ? named : whole;
}

/** A lock without a key leaves open who signs. */
function compareKeys({ key: locked }: RecipeLock, { key: actual }: RecipeLock): string[] {
  if (locked === undefined) return [];
  return compareValues('key that signs', locked.fingerprint, actual?.fingerprint ?? 'none');
}

function compareCairn(locked: FixedPart, actual: FixedPart): string[] {
  const version = compareValues('Cairn', locked.cairn ?? 'unknown', actual.cairn ?? 'unknown');
  const engine = compareDigests("the installer's program", locked.engine ?? 'none', actual.engine ?? 'none');
  return [...(locked.cairn === undefined ? [] : version), ...engine];
}

function compareValues(what: string, locked: string, actual: string): string[] {
  return locked === actual ? [] : [`${what} was "${locked}", is "${actual}"`];
}

function compareDigests(what: string, locked: string, actual: string): string[] {
  return locked === actual
    ? []
    : [`${what} has changed (SHA-256 was ${locked.slice(0, 12)}, is ${actual.slice(0, 12)})`];
}

function compareRolls(locked: FixedPart, actual: FixedPart): string[] {
  const before = new Map(locked.rolls.map((roll) => [roll.name, roll]));
  const after = new Map(actual.rolls.map((roll) => [roll.name, roll]));
  const order = (lock: FixedPart): string => lock.rolls.map((roll) => roll.name).join(', ');
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
