// Documents that programs of Cairn hand to each other. Kept apart from model/mod.ts, like the files that people write:
// the checker is large, and most of the command line does without it.
export * from './disc.ts';
export * from './frontend-documents.ts';
export * from './graph-bundle.ts';
export * from './medium.ts';
export { type DocumentKind, parseJsonDocument } from './parse-json-document.ts';
export * from './release-pledge.ts';
