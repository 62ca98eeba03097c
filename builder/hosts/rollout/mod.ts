export * from './judge-host.ts';
export * from './next-step.ts';
export * from './plan-waves.ts';
export * from './types.ts';
