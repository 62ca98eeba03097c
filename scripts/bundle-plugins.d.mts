import type { Plugin } from 'rollup';

export function listPlugins(js: string, options: { readonly node: boolean }): Plugin[];
