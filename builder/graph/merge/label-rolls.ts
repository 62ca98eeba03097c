import type { GraphBundle } from '../../model/mod.ts';

/** What rolls are called in places and origins: by their names; further ones of one name get a number. */
export function labelRolls(names: readonly string[]): string[] {
  const counts = new Map<string, number>();
  return names.map((name) => {
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return count === 1 ? name : `${name}#${count}`;
  });
}

/** The same bundle, in which no two rolls have one name. */
export function distinguishRolls(bundle: GraphBundle): GraphBundle {
  const labels = labelRolls(bundle.rolls.map(({ name }) => name));
  return { ...bundle, rolls: bundle.rolls.map((source, index) => ({ ...source, name: labels[index]! })) };
}
