import { type GraphBundle, mergeScopedAttributes } from '../../model/mod.ts';

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
  const { host, ...others } = mergeScopedAttributes([bundle.attributes], (name, value) => {
    const isLeft = secret.has(name) && !HARMLESS.includes(value);
    if (isLeft) left.add(name);
    return !isLeft;
  });
  const attributes = Object.keys(host).length === 0 ? others : { ...others, host };
  return { bundle: { ...bundle, attributes }, left: [...left].sort() };
}
