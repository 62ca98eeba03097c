import { nameRelease } from '../../model/mod.ts';
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

/** Of a disc that another medium's installer is offered: no two of them have the same. @param id digest of its lock */
export function labelDisc(id: string): string {
  return `CAIRN_DISC_${nameRelease(id).toUpperCase()}`;
}

/** By which installer and boot loader find the medium. */
export function labelMedium({ name }: Pick<Named, 'name'>, number = 1): string {
  const ending = number === 1 ? '' : `_${number}`;
  const label = `CAIRN_${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`;
  return label.slice(0, 32 - ending.length) + ending;
}
