import { type CST, Parser } from 'yaml';

/**
 * True when collections in this text nest deeper than `limit`. The library's composer descends with the nesting of
 * its input; its parser, used here, does not.
 */
export function isDeeperThan(text: string, limit: number): boolean {
  for (const document of new Parser().parse(text)) {
    const pending: { readonly token: CST.Token; readonly depth: number }[] = [{ token: document, depth: 0 }];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const { token, depth } = next;
      if (depth > limit) return true;
      for (const child of listChildren(token)) pending.push({ token: child, depth: depth + 1 });
    }
  }
  return false;
}

function listChildren(token: CST.Token): CST.Token[] {
  if (token.type === 'document') return token.value === undefined ? [] : [token.value];
  if (!('items' in token)) return [];
  return token.items.flatMap(({ key, value }) => [key, value].filter((child) => child != null));
}
