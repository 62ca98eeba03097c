/**
 * Reads a field that names packages (deb-control(5): Depends, Provides ...): one list of alternatives for each relation, their
 * names alone. `a (>= 1) | b:any, c` is [[a, b], [c]]; what is no name is left out.
 */
export function parseRelation(field = ''): readonly (readonly string[])[] {
  return field
    .split(',')
    .map((group) => group.split('|').flatMap((item) => /^\s*([a-z0-9][a-z0-9+.-]*)/.exec(item)?.[1] ?? []))
    .filter((names) => names.length > 0);
}
