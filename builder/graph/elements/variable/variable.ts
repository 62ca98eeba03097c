import type { ElementItem, Template } from '../../../model/mod.ts';
import { type Assembly, draftOf, type Position } from '../../assemble/assembly.ts';
import { tagSpot, takeAttributes } from '../../parse/attribute-reader.ts';
import { isEmpty } from '../../parse/choices.ts';
import { addSlip } from '../../parse/file-context.ts';
import { parseGuard } from '../../parse/parse-guard.ts';
import { parseNothing } from '../../parse/read-elements.ts';
import { sourceText } from '../../parse/source-text.ts';
import type { NodeElement } from '../element.ts';
import { wordOf } from '../values.ts';

export interface VariableItem extends ElementItem {
  readonly kind: 'var';
  readonly name: Template;
  readonly value: Template | undefined;
  readonly ref: Template | undefined;
}

/** Values, which live on in traversal order. */
const startVariables = (): Map<string, string> => new Map();

/** `<var name="..." val="..."/>`: a variable; alone it prints its value. */
export const variable = {
  name: 'var',
  tags: ['var'],
  places: ['node', 'main', 'script', 'text', 'eval'],
  parse: (reader, context) => {
    const { line, column } = tagSpot(reader);
    const guard = parseGuard(reader, context);
    const { name, val, ref } = takeAttributes(reader, context, ['name', 'val', 'ref']);
    parseNothing(reader, context);
    if (name === undefined || isEmpty(name)) {
      addSlip(context, 'ATTRIBUTE_MISSING', 'Element "var" has no name', { line, column });
      return undefined;
    }
    return { kind: 'var', line, column, guard, name, value: val, ref };
  },
  assemble: (assembly, item, position, sink) => {
    const value = runVariable(assembly, item, position);
    sink.addText(sink.quote === undefined ? value : sink.quote(value));
  },
  findValues: (item, look, { source, program }) => {
    const name = wordOf(item.name);
    if (item.value !== undefined || item.ref !== undefined)
      look.setVariable(name, typeof item.value === 'string');
    else if (program !== undefined) look.addVariable(name, item, source, program);
  },
  show: (item) => `<var name="${sourceText(item.name)}"/>`,
} as const satisfies NodeElement<VariableItem>;

/** Sets a variable, or prints its value. An attribute may be referred to as well. */
function runVariable(assembly: Assembly, item: VariableItem, position: Position): string {
  const { machine } = assembly;
  const variables = draftOf(assembly, startVariables);
  const name = machine.expandValue(item.name, position.source).trim();
  const read = (key: string): string => {
    const value = variables.get(key) ?? machine.readAttribute(key);
    if (value !== undefined) return value;
    const place = machine.placeOf(position.source, item);
    machine.addWarning('VARIABLE_UNDEFINED', `Variable "${key}" has no value here: it is empty`, place);
    return '';
  };
  if (item.value !== undefined) variables.set(name, machine.expandValue(item.value, position.source));
  else if (item.ref !== undefined) {
    variables.set(name, read(machine.expandValue(item.ref, position.source).trim()));
  } else return read(name);
  return '';
}
