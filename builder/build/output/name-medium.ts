import type { Recipe } from '../recipe/recipe.ts';

type Named = Pick<Recipe, 'name' | 'version' | 'arch'>;

/** Names a build and its files: NAME-VERSION-ARCH. */
export function nameOutput({ name, version, arch }: Named): string {
  return `${name}-${version}-${arch}`;
}

/** Over the boot menus. */
export function titleMedium({ name, version }: Named): string {
  return `Cairn ${name} ${version}`;
}

/** By which installer and boot loader find the medium. */
export function labelMedium({ name }: Named): string {
  return `CAIRN_${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`.slice(0, 32);
}
