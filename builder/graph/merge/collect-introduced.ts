import type { DeclaredAttribute, ElementDefault, NodeFile } from '../../model/mod.ts';
import { DECLARING_ELEMENTS, ELEMENT_OF_KIND } from '../elements/mod.ts';

/** More names than these are none that people read: hostile input must not fill the memory with them. */
const LIMIT = 10_000;

/** What the node files of a graph introduce. */
export interface Introduced {
  /** By name; the first file counts. */
  readonly declarations: Map<string, DeclaredAttribute>;
  readonly defaults: ElementDefault[];
}

const TAGS = DECLARING_ELEMENTS.flatMap(({ tags }) => [...tags].map((tag) => `<${tag}`));

/** Adds the attributes that one node file introduces. @param text of the file: most introduce none */
export function addIntroduced(introduced: Introduced, rollName: string, file: NodeFile, text: string): void {
  if (!TAGS.some((tag) => text.includes(tag))) return;
  const { declarations, defaults } = introduced;
  for (const item of file.items) {
    const element = ELEMENT_OF_KIND.get(item.kind)!;
    for (const { name, help, default: value, guards } of element.declare?.(item) ?? []) {
      if (defaults.length >= LIMIT || declarations.size >= LIMIT) return;
      if (!declarations.has(name))
        declarations.set(name, { name, roll: rollName, help, element: element.name });
      if (value === undefined) continue;
      const around = [file.guard, item.guard].filter((guard) => guard !== undefined);
      defaults.push({ name, roll: file.roll, path: file.path, value, guards: [...around, ...guards] });
    }
  }
}
