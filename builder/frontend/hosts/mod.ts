export * from './explain-values.ts';
export * from './free-address.ts';
export * from './groups.ts';
export * from './host-files.ts';
export * from './host-rows.ts';
export * from './node-set/mod.ts';
export * from './state-file.ts';
export * from './words.ts';
