export * from './compare-names.ts';
export * from './fold.ts';
export * from './parse.ts';
export type * from './types.ts';
