import { join } from 'node:path';
import type { Profile } from '../../graph/mod.ts';
import { type Run, readText } from '../../io/mod.ts';
import {
  errorProblem,
  findNearestName,
  type Graph,
  type Problem,
  placeOfOrigin,
  warningProblem,
} from '../../model/mod.ts';
import type { RollOutline } from '../../rolls/mod.ts';
import { filesOfUnit, isWritten, listNamedUnits, type NamedUnit } from './named-units.ts';
import { listOwnUnits } from './own-units.ts';

/**
 * Units that nothing can bring, as far as it is known before a package is downloaded: neither the operating system's
 * list of units (`words/unit` of its roll) has them, nor a package that a roll brings, nor the graph itself. An error
 * for each, in a lenient roll a warning.
 */
export async function checkUnits(
  run: Run,
  { rolls: graphRolls, os }: Pick<Graph, 'rolls' | 'os'>,
  profiles: readonly Profile[],
  rolls: readonly RollOutline[],
): Promise<readonly Problem[]> {
  const known = await readKnownUnits(rolls, os);
  if (known === undefined) return [];
  const strange = new Map<string, NamedUnit>();
  for (const profile of profiles) {
    for (const unit of listNamedUnits(profile)) {
      const names = filesOfUnit(unit.name);
      if (names.some((each) => known.has(each)) || isWritten(profile, unit)) continue;
      strange.set(JSON.stringify(unit), unit);
    }
  }
  if (strange.size === 0) return [];
  const own = await listOwnUnits(run, rolls);
  const all = [...known, ...own];
  const lenient = new Set(graphRolls.filter((roll) => roll.lenient).map(({ name }) => name));
  return [...strange.values()]
    .filter(({ name }) => !filesOfUnit(name).some((each) => own.has(each)))
    .map((unit) => missingUnit(unit, `"${os}" and the rolls have no such unit`, all, lenient));
}

/** What is said about a unit that a machine would look for in vain. */
export function missingUnit(
  { name, origin, isAwaited }: NamedUnit,
  why: string,
  known: Iterable<string>,
  lenient: ReadonlySet<string> = new Set(),
): Problem {
  const does = isAwaited ? 'relies on' : 'sets the state of';
  const message = `Node "${origin.node}" ${does} the unit "${name}": ${why}`;
  const near = findNearUnit(name, known);
  const hint =
    near === undefined
      ? 'Name the package that brings it, or write it: <file name="/etc/systemd/system/...">'
      : `Did you mean "${near}"?`;
  const build = lenient.has(origin.roll) ? warningProblem : errorProblem;
  return build('UNIT_MISSING', message, placeOfOrigin(origin), hint);
}

/** The unit of the same type that is meant: one whose name goes on (postgres, postgresql), or one that is close. */
function findNearUnit(name: string, known: Iterable<string>): string | undefined {
  const at = name.lastIndexOf('.');
  const [stem, type] = [name.slice(0, at), name.slice(at)];
  const stems = [...known]
    .filter((other) => other.endsWith(type) && other !== name)
    .map((other) => other.slice(0, -type.length));
  const longer = stems.filter((other) => stem.length > 3 && other.startsWith(stem));
  const near = longer.sort((a, b) => a.length - b.length)[0] ?? findNearestName(stem, stems);
  return near === undefined ? undefined : `${near}${type}`;
}

/** Units that packages of the operating system have; undefined where its roll does not say. */
export async function readKnownUnits(
  rolls: readonly RollOutline[],
  os: string,
): Promise<ReadonlySet<string> | undefined> {
  const roll = rolls.find(({ source }) => source.os?.id === os);
  if (roll === undefined) return undefined;
  const text = await readText(join(roll.folder, 'words/unit')).catch(() => undefined);
  return text === undefined ? undefined : new Set(text.split('\n').filter((line) => line !== ''));
}
