import type { AttributeReference, BodyItem, Guard, Items, Template } from '../../../model/mod.ts';
import { isText } from '../../assemble/visit.ts';
import type { IntroducedAttribute } from '../element.ts';
import { mayBeEmpty } from './flags.ts';
import type { ScreenField, ScreenItem } from './parse-screen.ts';

/** What a field says before any machine. */
interface FieldText {
  readonly text: Template | undefined;
  readonly guard: Guard | undefined;
}

/** Each variable is an attribute, whatever the conditions around it; those decide about its default. */
export function introduceAttributes({ items }: ScreenItem): readonly IntroducedAttribute[] {
  const introduced: IntroducedAttribute[] = [];
  for (const part of items) {
    if (part.kind !== 'variable') continue;
    const fields = readFields(part.items);
    const name = wordOf(fields.get('name'));
    if (name === '') continue;
    const given = [fields.get('default'), fields.get('value')].find((field) => !isBlank(field));
    const isOptional = mayBeEmpty({
      optional: flagOf(fields.get('optional')),
      required: flagOf(fields.get('required')),
    });
    introduced.push({
      name,
      help: wordOf(fields.get('label')) || wordOf(fields.get('help')),
      default: given?.text ?? (isOptional ? '' : undefined),
      guards: [part.guard, given?.guard].filter((guard) => guard !== undefined),
    });
  }
  return introduced;
}

function readFields(items: Items<ScreenField>): ReadonlyMap<string, FieldText> {
  const fields = new Map<string, FieldText>();
  for (const { name, body, guard } of items) fields.set(name, { text: templateOf(body), guard });
  return fields;
}

/** Text alone; undefined where something else decides too. */
function templateOf(body: Items<BodyItem>): Template | undefined {
  const parts: (string | AttributeReference)[] = [];
  let isPlain = true;
  for (const item of body) {
    if (!isText(item)) isPlain = false;
    else if (typeof item.text === 'string') parts.push(item.text);
    else parts.push(...item.text);
  }
  if (!isPlain) return undefined;
  return parts.every((part) => typeof part === 'string') ? parts.join('').trim() : parts;
}

function wordOf(field: FieldText | undefined): string {
  return typeof field?.text === 'string' ? field.text : '';
}

function flagOf(field: FieldText | undefined): string | undefined {
  return field === undefined ? undefined : wordOf(field);
}

function isBlank(field: FieldText | undefined): boolean {
  return field?.text === undefined || field.text === '';
}
