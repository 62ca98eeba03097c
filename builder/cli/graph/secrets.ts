import type { AttributeDeclaration, GraphBundle, ScopedAttributes } from '../../model/mod.ts';

/**
 * What a site calls secret is secret, even if no roll declares it: the engine masks it wherever text is shown.
 *
 * @param secret the site's secret values
 */
export function declareSecrets(bundle: GraphBundle, secret: ScopedAttributes): GraphBundle {
  const { global, ...named } = secret;
  const maps = [global, ...Object.values(named).flatMap((scope) => Object.values(scope))];
  const names = [...new Set(maps.flatMap((map) => Object.keys(map)))].sort();
  const known = (name: string): AttributeDeclaration =>
    bundle.rolls.findLast(({ attributes }) => attributes?.[name] !== undefined)?.attributes?.[name] ?? {};
  const open = names.filter((name) => known(name).secret !== true);
  if (open.length === 0) return bundle;
  const site = bundle.site ?? { name: 'site', files: [] };
  const declared = Object.fromEntries(open.map((name) => [name, { ...known(name), secret: true }]));
  return { ...bundle, site: { ...site, attributes: { ...site.attributes, ...declared } } };
}
