import { productOf, type Recipe } from '../recipe/recipe.ts';

type Named = Pick<Recipe, 'name' | 'version' | 'arch' | 'makes'>;

/** Names a build and its files: NAME-VERSION-ARCH; what is no medium says what it is. */
export function nameOutput(recipe: Named): string {
  const product = productOf(recipe);
  return `${recipe.name}-${recipe.version}-${recipe.arch}${product === 'media' ? '' : `-${product}`}`;
}

/** Over the boot menus. */
export function titleMedium({ name, version }: Named): string {
  return `Cairn ${name} ${version}`;
}

/** By which installer and boot loader find the medium. */
export function labelMedium({ name }: Named): string {
  return `CAIRN_${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`.slice(0, 32);
}
