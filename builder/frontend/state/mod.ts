export * from './open-state.ts';
export type * from './state.ts';
export * from './types.ts';
