import {
  type DeclaredAttribute,
  type Items,
  isAttributeName,
  isIntrinsicAttribute,
  type ScreenVariable,
  type Spot,
  type WizardScreen,
} from '../../../model/mod.ts';
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
    if (part.kind === 'variable') {
      const variable = describeVariable(assembly, part.items, position);
      checkVariable(assembly, variable, part, position);
      variables.push(variable);
    } else titles.push(collectText(assembly, part.body, position).trim());
  }
  const { node, roll, file, line } = originOf(assembly, position, item);
  draftOf(assembly, startScreens).push({ title: titles.join(' '), variables, node, roll, file, line });
}

/** What would make a question useless, or a secret known to all. */
function checkVariable(
  { machine }: Assembly,
  { name, type }: ScreenVariable,
  spot: Spot,
  { source }: Position,
): void {
  if (name === '') machine.addSlip(source, 'ATTRIBUTE_MISSING', 'A question names no attribute', spot);
  else if (!isAttributeName(name))
    machine.addSlip(source, 'ATTRIBUTE_NAME', `"${name}" is not an attribute name`, spot);
  else if (isIntrinsicAttribute(name)) {
    const message = `Attribute "${name}" cannot be asked for: it is known of each machine`;
    machine.addSlip(source, 'ATTRIBUTE_INTRINSIC', message, spot);
  } else if (type === 'password' && !isSecret(machine.graph.declarations, name)) {
    const message = `A password is asked for, but no roll declares the attribute "${name}" secret`;
    const hint = `Write in roll.yaml: attributes: { ${name}: { type: password, secret: true } }`;
    machine.addError('SCREEN_SECRET', message, machine.placeOf(source, spot), hint);
  }
}

function isSecret(declarations: readonly DeclaredAttribute[], name: string): boolean {
  return declarations.some((one) => one.name === name && one.secret === true);
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
