import { nameRelease } from '../../model/mod.ts';
import { productOf, type Recipe } from '../recipe/recipe.ts';

type Named = Pick<Recipe, 'name' | 'version' | 'arch' | 'makes' | 'disk'>;

/** Names a build and its files: NAME-VERSION-ARCH; what is no medium says what it is. */
export function nameOutput(recipe: Named): string {
  const { name, version, arch, disk } = recipe;
  const product = productOf(recipe);
  const words = [name, version, arch, ...(product === 'media' ? [] : [product])];
  return [...words, ...(disk === undefined ? [] : [disk.appliance])].join('-');
}

/** Over the boot menus. */
export function titleMedium({ name, version }: Named): string {
  return `Cairn ${name} ${version}`;
}

/** Of a disc that another medium's installer is offered: no two of them have the same. @param id digest of its lock */
export function labelDisc(id: string): string {
  return `CAIRN_DISC_${nameRelease(id).toUpperCase()}`;
}

/** Of the medium on a sealed disk: a medium that lies beside it is another one. @param id digest of its lock */
export function labelDisk(id: string): string {
  return `CAIRN_SEALED_${nameRelease(id).toUpperCase()}`;
}

/** By which installer and boot loader find the medium. */
export function labelMedium({ name }: Pick<Named, 'name'>, number = 1): string {
  const ending = number === 1 ? '' : `_${number}`;
  const label = `CAIRN_${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`;
  return label.slice(0, 32 - ending.length) + ending;
}
