export * from './attributes.ts';
export * from './codes.ts';
export * from './operating-system.ts';
export * from './problem.ts';
export * from './profile.ts';
export * from './resolve-attributes.ts';
export * from './roll-source.ts';
export * from './storage.ts';
