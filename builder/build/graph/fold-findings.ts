import { countOf, type Problem } from '../../model/mod.ts';
import type { RollOutline } from '../../rolls/mod.ts';

/**
 * Findings for people: of the warnings about an imported roll, which nobody here wrote, the first of each kind stands
 * for all. Errors and findings about other rolls stay as they are.
 *
 * @param problems with files named as they lie
 */
export function foldFindings(
  problems: readonly Problem[],
  rolls: readonly Pick<RollOutline, 'kind' | 'origin'>[],
): readonly Problem[] {
  const imported = rolls.flatMap(({ kind, origin }) => (kind === 'imported' ? [origin] : []));
  const groups = new Map<string, Problem[]>();
  for (const [index, problem] of problems.entries()) {
    const file = problem.place?.file ?? '';
    const origin = imported.find((one) => file === one || file.startsWith(`${one}/`));
    const isFolded = problem.severity === 'warning' && origin !== undefined;
    const key = isFolded ? `${problem.code} ${origin}` : `${index}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [problem]);
    else group.push(problem);
  }
  return [...groups.values()].map(([first, ...others]) => {
    if (others.length === 0) return first!;
    const files = new Set(others.map(({ place }) => place?.file));
    const more = `${countOf(others.length, 'more finding')} of this kind in ${countOf(files.size, 'file')} of this roll`;
    return { ...first!, message: `${first!.message}; ${more}` };
  });
}
