import type { ElementItem } from '../../model/mod.ts';
import type { Assembly, Position } from './assembly.ts';

/** Text from elsewhere means nothing in the place of elements: say so. */
export function noteText({ machine }: Assembly, item: ElementItem, { source }: Position): void {
  const message = `Text of "${item.kind}" outside the elements that take text has no effect`;
  machine.addWarning('TEXT_STRAY', message, machine.placeOf(source, item), 'Write mode="xml" for markup');
}
