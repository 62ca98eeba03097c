import type { AttributeReference, BodyItem, ElementItem, Items, Template } from '../../../model/mod.ts';
import { sourceText } from '../../parse/source-text.ts';
import type { NodeElement } from '../element.ts';
import { wordOf } from '../values.ts';
import { addOn } from './assemble-on.ts';
import { parseOn } from './parse-on.ts';

export interface OnItem extends ElementItem {
  readonly kind: 'on';
  readonly unit: Template | undefined;
  readonly within: Template | undefined;
  readonly interpreter: Template | undefined;
  readonly env?: readonly AttributeReference[];
  readonly body: Items<BodyItem>;
}

/**
 * `<on change="hosts" unit="...">`: a script that runs again whenever what it asks of other hosts has changed. It comes to
 * a script that asks a list of hosts, not the graph, when it runs again.
 */
export const on = {
  name: 'on',
  tags: ['on'],
  places: ['node'],
  parse: parseOn,
  assemble: addOn,
  inside: (item) => item.body,
  draw: ({ unit }) => ({
    name: 'on',
    note: ['change of hosts', ...(unit === undefined ? [] : [sourceText(unit).trim()])].join(', '),
  }),
  findValues: (item, look, { source, depth }) => {
    const program = { element: 'on', interpreter: wordOf(item.interpreter) || 'bash' };
    look.addText(item.interpreter, source, program);
    look.visit(item.body, { source, place: 'script', program, around: 'on', depth });
  },
} as const satisfies NodeElement<OnItem>;
