import { type Document, isAlias, isMap, isNode, isScalar, isSeq, type LineCounter, type Node } from 'yaml';
import type { Place } from '../../problem.ts';

/** Keys and list indexes from the top of a document to one value. */
export type YamlPath = readonly (string | number)[];

/**
 * Where the value at `path` is written; where it is absent, the closest value around it.
 * With `ofKey` the place of the key itself.
 */
export function findYamlPlace(
  document: Document,
  lines: LineCounter,
  file: string,
  path: YamlPath,
  ofKey = false,
): Place {
  let found: Node | null | undefined = document.contents as Node | null;
  let offset = found?.range?.[0];
  for (const [depth, step] of path.entries()) {
    const pair = findChild(resolveAlias(document, found), step);
    if (pair === undefined) break;
    const last = depth === path.length - 1;
    const shown = last && ofKey && pair.key !== undefined ? pair.key : (pair.value ?? pair.key);
    offset = shown?.range?.[0] ?? pair.key?.range?.[0] ?? offset;
    found = pair.value;
  }
  if (offset === undefined) return { file, line: 1, column: 1 };
  const { line, col } = lines.linePos(offset);
  return { file, line, column: col };
}

interface Child {
  readonly key: Node | undefined;
  readonly value: Node | undefined;
}

function findChild(parent: Node | null | undefined, step: string | number): Child | undefined {
  if (isSeq(parent) && typeof step === 'number') {
    const item = parent.items[step];
    return isNode(item) ? { key: undefined, value: item } : undefined;
  }
  if (!isMap(parent)) return undefined;
  const pair = parent.items.find((item) => isScalar(item.key) && String(item.key.value) === String(step));
  if (pair === undefined) return undefined;
  return { key: pair.key as Node, value: isNode(pair.value) ? pair.value : undefined };
}

function resolveAlias(document: Document, node: Node | null | undefined): Node | null | undefined {
  return isAlias(node) ? node.resolve(document) : node;
}
