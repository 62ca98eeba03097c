import { readText } from '../../io/mod.ts';
import { type Problem, warningProblem } from '../../model/mod.ts';
import type { TreeFile } from '../roll.ts';
import { parseVersionMk, type VersionMk } from './version-mk.ts';

/** Where the roll that Rocks itself is made of says which release that is. */
export const RELEASE_FILES: readonly string[] = [
  'src/devel/devel/etc/rocks-version.mk',
  'src/devel/devel/etc/rocks-version-common.mk',
];

const RELEASE_PATH = /^include-version\/(\d+)\/(.+)$/;

/**
 * Lays `include-version/N/` over the tree of a Rocks roll, as its own build does: N is the major number of the release
 * of Rocks that the roll is for. Files keep their paths.
 *
 * @param rollName for messages
 */
export async function layRelease<File extends TreeFile>(
  files: readonly File[],
  version: VersionMk,
  rollName: string,
): Promise<{ readonly files: readonly File[]; readonly problems: readonly Problem[] }> {
  const numbers = new Set(files.flatMap(({ path }) => RELEASE_PATH.exec(path)?.[1] ?? []));
  if (numbers.size === 0) return { files, problems: [] };
  const said = version.rocksMajor ?? (await readRocksMajor(files)) ?? majorOf(version.version, numbers);
  const taken = said ?? [...numbers].sort((a, b) => Number(a) - Number(b)).at(-1)!;
  const layer = new Map(
    files.flatMap((file) => {
      const [, number, path] = RELEASE_PATH.exec(file.path) ?? [];
      return number === taken && path !== undefined ? [[path, file] as const] : [];
    }),
  );
  const below = files.filter(({ path }) => !RELEASE_PATH.test(path) && !layer.has(path));
  return { files: [...below, ...layer.values()], problems: judge(said, taken, numbers, rollName) };
}

async function readRocksMajor(files: readonly TreeFile[]): Promise<string | undefined> {
  for (const file of files.filter(({ path }) => RELEASE_FILES.includes(path))) {
    const { rocksMajor } = parseVersionMk(await readText(file.absolute));
    if (rocksMajor !== undefined) return rocksMajor;
  }
  return undefined;
}

/** Rolls of Rocks itself have the version of their release; others may have a version of their own. */
function majorOf(version: string | undefined, numbers: ReadonlySet<string>): string | undefined {
  const major = /^\d+/.exec(version ?? '')?.[0];
  return major !== undefined && numbers.has(major) ? major : undefined;
}

function judge(
  said: string | undefined,
  taken: string,
  numbers: ReadonlySet<string>,
  rollName: string,
): readonly Problem[] {
  const place = { file: `${rollName}/include-version` };
  if (said === undefined) {
    const message = `The roll does not say which release of Rocks it is for: include-version/${taken} is taken, the last`;
    return [warningProblem('ROLL_STRUCTURE', message, place, `Write VERSION.MAJOR = ${taken} in version.mk`)];
  }
  if (numbers.has(said)) return [];
  const message = `The roll is for Rocks ${said}, but has no include-version/${said}: none is taken`;
  return [warningProblem('ROLL_STRUCTURE', message, place)];
}
