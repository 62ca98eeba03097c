import { type Spot, showValue, type Template } from '../../../model/mod.ts';
import { tagSpot, takeAttributes } from '../../parse/attribute-reader.ts';
import { isEmpty } from '../../parse/choices.ts';
import { addSlip, type FileContext } from '../../parse/file-context.ts';
import { parseGuard } from '../../parse/parse-guard.ts';
import { parseNothing } from '../../parse/read-elements.ts';
import type { XmlReader } from '../../xml/xml-reader.ts';
import type { SettingAttribute, SettingFault, SettingItem } from './setting.ts';

/** Reads an element that is attributes alone. What is plain is judged here, whether a machine gets it or not. */
export function parseSetting(
  reader: XmlReader,
  context: FileContext,
  kind: string,
  attributes: Readonly<Record<string, SettingAttribute>>,
): SettingItem | undefined {
  const spot = tagSpot(reader);
  const guard = parseGuard(reader, context);
  const taken: Readonly<Record<string, Template | undefined>> = takeAttributes(
    reader,
    context,
    Object.keys(attributes),
  );
  parseNothing(reader, context);
  const values: Record<string, Template> = {};
  let isSound = true;
  for (const [name, attribute] of Object.entries(attributes)) {
    const value = taken[name];
    if (value !== undefined && !isEmpty(value)) values[name] = value;
    const isExcused = attribute.unless !== undefined && !isEmpty(taken[attribute.unless] ?? '');
    const rule = isExcused ? { type: attribute.type } : attribute;
    isSound = judge(context, spot, kind, name, rule, value) && isSound;
  }
  return isSound ? { kind, ...spot, guard, values } : undefined;
}

function judge(
  context: FileContext,
  spot: Spot,
  kind: string,
  name: string,
  attribute: SettingAttribute,
  value: Template | undefined,
): boolean {
  if (value === undefined || isEmpty(value)) {
    if (attribute.isRequired !== true) return true;
    addSlip(context, 'ATTRIBUTE_MISSING', missingAttribute(kind, name), spot, attribute.type.hint);
    return false;
  }
  const fault = typeof value === 'string' ? judgeValue(attribute, name, value.trim()) : undefined;
  if (fault !== undefined) addSlip(context, 'ATTRIBUTE_VALUE', fault.message, spot, fault.hint);
  return fault === undefined;
}

export function missingAttribute(kind: string, name: string): string {
  return `Element "${kind}" has no ${name}`;
}

/** What is wrong with the form of a value. */
export function judgeValue(
  { type }: SettingAttribute,
  name: string,
  value: string,
): SettingFault | undefined {
  const accepted = type.accepts(value);
  if (accepted === true) return undefined;
  const message = `Attribute "${name}": bad ${type.what} ${showValue(value)}`;
  return { message, hint: accepted === false ? type.hint : accepted };
}
