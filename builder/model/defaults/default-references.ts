import { errorProblem, type Place, type Problem } from '../problem.ts';

/** A reference to another attribute in a default: `&cluster_name;`; `&amp;` is the sign itself. */
const REFERENCE = /&([A-Za-z_][A-Za-z0-9_.-]*);/g;
const SIGN = 'amp';

/** Names of the attributes that a default refers to, each once. */
export function listReferences(text: string): readonly string[] {
  if (!text.includes('&')) return [];
  const names = [...text.matchAll(REFERENCE)].map((match) => match[1]!);
  return [...new Set(names)].filter((name) => name !== SIGN);
}

/** A default with the values of what it refers to; undefined where one of them has none. */
export function expandReferences(
  text: string,
  readValue: (name: string) => string | undefined,
): string | undefined {
  if (!text.includes('&')) return text;
  if (listReferences(text).some((name) => readValue(name) === undefined)) return undefined;
  return text.replace(REFERENCE, (_, name: string) => (name === SIGN ? '&' : readValue(name)!));
}

/**
 * Names in an order in which each comes behind all that it refers to.
 *
 * @param referencesOf names that a name refers to; of one that is nobody's default, none
 * @returns the names, without those that refer to themselves by way of others; and the first such circle
 */
export function orderReferences(
  names: Iterable<string>,
  referencesOf: (name: string) => readonly string[],
): { readonly order: readonly string[]; readonly circle: readonly string[] | undefined } {
  const order = new Set<string>();
  const bad = new Set<string>();
  let circle: readonly string[] | undefined;
  for (const start of names) {
    // A path of its own: chains may be long
    const path = [start];
    const onPath = new Set(path);
    while (path.length > 0) {
      const name = path.at(-1)!;
      const next = referencesOf(name).find((one) => !order.has(one) && !bad.has(one));
      if (next === undefined || order.has(name) || bad.has(name)) {
        path.pop();
        onPath.delete(name);
        const isBad = bad.has(name) || referencesOf(name).some((one) => bad.has(one));
        if (isBad) bad.add(name);
        else order.add(name);
      } else if (onPath.has(next)) {
        circle ??= [...path.slice(path.indexOf(next)), next];
        bad.add(next);
      } else {
        path.push(next);
        onPath.add(next);
      }
    }
  }
  return { order: [...order], circle };
}

/** Defaults that need each other: none of them could ever have a value. */
export function describeCircle(circle: readonly string[], place: Place): Problem {
  const message = `Defaults refer to each other in a circle: ${circle.map((name) => `"${name}"`).join(' > ')}`;
  return errorProblem('ATTRIBUTE_CYCLE', message, place, 'Give one of them a default without "&name;"');
}
