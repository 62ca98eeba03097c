/**
 * Finds a smallest set of items that fails together (QuickXplain): one item when it cannot be had by itself, two
 * when they exclude each other. Takes about `k * log2(n)` tests for k culprits among n items.
 *
 * @param fails says whether these items together fail; failing sets stay failing when items are added
 * @returns [] when all of them together do not fail
 */
export async function findMinimalConflict<T>(
  items: readonly T[],
  fails: (items: readonly T[]) => Promise<boolean>,
): Promise<T[]> {
  if (!(await fails(items))) return [];
  if (await fails([])) return [];
  const search = async (background: readonly T[], added: boolean, rest: readonly T[]): Promise<T[]> => {
    if (added && (await fails(background))) return [];
    if (rest.length === 1) return [...rest];
    const middle = Math.floor(rest.length / 2);
    const [first, second] = [rest.slice(0, middle), rest.slice(middle)];
    const fromSecond = await search([...background, ...first], first.length > 0, second);
    const fromFirst = await search([...background, ...fromSecond], fromSecond.length > 0, first);
    return [...fromFirst, ...fromSecond];
  };
  return search([], false, items);
}
