import type { RollFile } from '../../model/mod.ts';

/** What the files of a roll are to the engine; every list in path order, so that listings may come shuffled. */
export interface SortedFiles {
  readonly nodes: readonly { readonly name: string; readonly role: NodeRole; readonly file: RollFile }[];
  readonly graphs: readonly RollFile[];
  /** By path below `include/`. */
  readonly includes: ReadonlyMap<string, string>;
}

export type NodeRole = 'base' | 'replace' | 'extend';

/** What is laid over a tree stands for the files below it. */
const LAYER = /^include-version\/\d+\//;
const NODE = /^nodes\/(?:(extend|replace)-)?([^/]+)\.xml$/;
const GRAPH = /^graphs\/(?:default\/)?[^/]+\.xml$/;

/** Sorts the files of one roll by what they are; others are none of the engine's. */
export function collectFiles(files: readonly RollFile[]): SortedFiles {
  const nodes: SortedFiles['nodes'][number][] = [];
  const graphs: RollFile[] = [];
  const includes = new Map<string, string>();
  for (const file of [...files].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))) {
    const path = file.path.replace(LAYER, '');
    const node = NODE.exec(path);
    if (node !== null) {
      nodes.push({ name: node[2]!.trim(), role: (node[1] ?? 'base') as NodeRole, file });
    } else if (GRAPH.test(path)) graphs.push(file);
    else if (path.startsWith('include/')) includes.set(path.slice('include/'.length), file.text);
  }
  return { nodes, graphs, includes };
}
