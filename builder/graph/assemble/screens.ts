import type { ScreenItem, ScreenVariable, ScreenVariableItem } from '../../model/mod.ts';
import { type Assembly, originOf, type Position } from './assembly.ts';
import { collectText } from './body.ts';

/** Adds a page of questions. */
export function addScreen(assembly: Assembly, item: ScreenItem, position: Position): void {
  const { machine, screens } = assembly;
  const variables = item.variables
    .filter((variable) => machine.holds(variable.guard, position.source))
    .map((variable) => describeVariable(assembly, variable, position));
  const title = item.titles
    .filter(({ guard }) => machine.holds(guard, position.source))
    .map(({ body }) => collectText(assembly, body, position).trim())
    .join(' ');
  screens.push({ title, variables, ...originOf(assembly, position, item) });
}

function describeVariable(assembly: Assembly, item: ScreenVariableItem, position: Position): ScreenVariable {
  const values = new Map<string, string>();
  const options: string[] = [];
  for (const field of item.fields) {
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
    options,
    fields: Object.fromEntries([...values.keys()].sort().map((name) => [name, values.get(name)!])),
  };
}
