export * from './read-roll.ts';
export * from './roll.ts';
