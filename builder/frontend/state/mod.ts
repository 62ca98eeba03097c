export * from './open-state.ts';
export * from './records/types.ts';
export type * from './rollouts.ts';
export type * from './state.ts';
