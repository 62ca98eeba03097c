export * from './find-roll.ts';
export * from './graph-bundle.ts';
export * from './read-recipe.ts';
export * from './read-rolls.ts';
export * from './read-site.ts';
export * from './recipe.ts';
export * from './source-epoch.ts';
