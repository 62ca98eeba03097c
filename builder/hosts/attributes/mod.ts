export * from './attributes-of-host.ts';
export * from './check-derived.ts';
export * from './check-stored.ts';
export * from './intrinsic-attributes.ts';
export * from './layers.ts';
export * from './release-of-host.ts';
export * from './resolve-attributes.ts';
export * from './stored-attributes.ts';
