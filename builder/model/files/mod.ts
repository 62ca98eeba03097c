// Files that people write, as data. Kept apart from model/mod.ts: the YAML reader is large, and most of the
// command line does without it.
export * from './nearest.ts';
export * from './yaml-file.ts';
