import type { AttributeMap, GraphBundle } from '../../model/mod.ts';

/** Values of a secret attribute that give nothing away: made at installation, or none. */
const HARMLESS: readonly string[] = ['', '!', 'generate'];

/**
 * A graph bundle for media: without the values of attributes that some roll declares secret, wherever recipe or site
 * may have put them.
 *
 * @returns the bundle, and the names of what was left out, sorted
 */
export function withoutSecretValues(bundle: GraphBundle): {
  readonly bundle: GraphBundle;
  readonly left: readonly string[];
} {
  const secret = new Set(
    bundle.rolls.flatMap(({ attributes = {} }) =>
      Object.keys(attributes).filter((name) => attributes[name]?.secret === true),
    ),
  );
  const left = new Set<string>();
  const clean = (map: AttributeMap = {}): AttributeMap => {
    const hidden = Object.entries(map).filter(
      ([name, value]) => secret.has(name) && !HARMLESS.includes(value),
    );
    for (const [name] of hidden) left.add(name);
    const names = new Set(hidden.map(([name]) => name));
    return Object.fromEntries(Object.entries(map).filter(([name]) => !names.has(name)));
  };
  const cleanEach = (
    maps: Readonly<Record<string, AttributeMap>> = {},
  ): Readonly<Record<string, AttributeMap>> =>
    Object.fromEntries(Object.entries(maps).map(([name, map]) => [name, clean(map)]));
  const { global, os, appliance, rack } = bundle.attributes ?? {};
  const attributes = {
    global: clean(global),
    os: cleanEach(os),
    appliance: cleanEach(appliance),
    rack: cleanEach(rack),
  };
  return { bundle: { ...bundle, attributes }, left: [...left].sort() };
}
