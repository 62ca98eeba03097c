import type { ElementItem, Items } from '../../../model/mod.ts';
import { MAIN_SINK, visitItems } from '../../assemble/visit.ts';
import { tagSpot, takeAttributes } from '../../parse/attribute-reader.ts';
import { keepItems } from '../../parse/keep-items.ts';
import { parseGuard } from '../../parse/parse-guard.ts';
import { readItemsOf } from '../../parse/read-elements.ts';
import type { NodeElement } from '../element.ts';

export interface MainItem extends ElementItem {
  readonly kind: 'main';
  readonly items: Items<ElementItem>;
}

/** `<main>`: directives for the installer. */
export const main = {
  name: 'main',
  tags: ['main'],
  places: ['node'],
  parse: (reader, context) => {
    const spot = tagSpot(reader);
    const guard = parseGuard(reader, context);
    takeAttributes(reader, context, []);
    const items = keepItems(reader, context, readItemsOf(reader, context, 'main'));
    return { kind: 'main', ...spot, guard, items };
  },
  assemble: (assembly, item, position) => visitItems(assembly, item.items, position, MAIN_SINK),
  inside: (item) => item.items,
  findValues: (item, look, { source, depth }) => look.visit(item.items, { source, place: 'main', depth }),
} as const satisfies NodeElement<MainItem>;
