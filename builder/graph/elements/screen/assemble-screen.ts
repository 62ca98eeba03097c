import type { Items, ScreenVariable, WizardScreen } from '../../../model/mod.ts';
import { type Assembly, draftOf, originOf, type Position } from '../../assemble/assembly.ts';
import { collectText } from '../../assemble/body.ts';
import type { ScreenField, ScreenItem } from './parse-screen.ts';

export const startScreens = (): WizardScreen[] => [];

/** Adds a page of questions. */
export function addScreen(assembly: Assembly, item: ScreenItem, position: Position): void {
  const { machine } = assembly;
  const variables: ScreenVariable[] = [];
  const titles: string[] = [];
  for (const part of item.items) {
    if (!machine.holds(part.guard, position.source)) continue;
    if (part.kind === 'variable') variables.push(describeVariable(assembly, part.items, position));
    else titles.push(collectText(assembly, part.body, position).trim());
  }
  const { node, roll, file, line } = originOf(assembly, position, item);
  draftOf(assembly, startScreens).push({ title: titles.join(' '), variables, node, roll, file, line });
}

const NO_OPTIONS: readonly string[] = [];
const NO_FIELDS: ScreenVariable['fields'] = {};

function describeVariable(
  assembly: Assembly,
  fields: Items<ScreenField>,
  position: Position,
): ScreenVariable {
  const values = new Map<string, string>();
  const options: string[] = [];
  for (const field of fields) {
    if (!assembly.machine.holds(field.guard, position.source)) continue;
    const text = collectText(assembly, field.body, position).trim();
    if (field.name === 'option') options.push(text);
    else values.set(field.name, text);
  }
  const take = (name: string): string => {
    const value = values.get(name) ?? '';
    values.delete(name);
    return value;
  };
  const value = take('value');
  return {
    name: take('name'),
    label: take('label'),
    type: take('type') || 'string',
    default: take('default') || value,
    help: take('help'),
    options: options.length === 0 ? NO_OPTIONS : options,
    fields:
      values.size === 0
        ? NO_FIELDS
        : Object.fromEntries([...values.keys()].sort().map((name) => [name, values.get(name)!])),
  };
}
