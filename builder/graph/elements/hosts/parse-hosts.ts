import type { Condition, ElementItem, Template } from '../../../model/mod.ts';
import { isTrue, parseValue } from '../../condition/values.ts';
import { tagSpot, takeAttributes } from '../../parse/attribute-reader.ts';
import { isEmpty } from '../../parse/choices.ts';
import { addSlip, type FileContext } from '../../parse/file-context.ts';
import { parseExpression, parseGuard } from '../../parse/parse-guard.ts';
import { parseNothing } from '../../parse/read-elements.ts';
import type { XmlReader } from '../../xml/xml-reader.ts';

export interface HostsItem extends ElementItem {
  readonly kind: 'hosts';
  /** Comma lists; left out: all of them. */
  readonly appliances?: Template;
  readonly racks?: Template;
  /** Over the values of each host. */
  readonly where?: Condition;
  /** What is said of each, or how many there are. */
  readonly field: string;
  readonly isCount: boolean;
  readonly isFirst: boolean;
  /** The machine itself is not meant. */
  readonly isOthers: boolean;
  readonly before: Template;
  readonly after: Template;
  readonly between: Template;
}

const ATTRIBUTES = [
  'appliance',
  'rack',
  'where',
  'field',
  'first',
  'count',
  'others',
  'before',
  'after',
  'between',
] as const;
const OF_TEXT = ['field', 'first', 'before', 'after', 'between'] as const;

export function parseHosts(reader: XmlReader, context: FileContext): HostsItem {
  const spot = tagSpot(reader);
  const guard = parseGuard(reader, context);
  const given = takeAttributes(reader, context, ATTRIBUTES);
  const where = reader.attributes.find(({ name }) => name === 'where');
  const isSet = (name: 'first' | 'count' | 'others'): boolean => isTrue(parseValue(plain(name, 'yes')));
  const item: HostsItem = {
    kind: 'hosts',
    ...spot,
    guard,
    ...(given.appliance === undefined || isEmpty(given.appliance) ? {} : { appliances: given.appliance }),
    ...(given.rack === undefined || isEmpty(given.rack) ? {} : { racks: given.rack }),
    ...(where === undefined || isEmpty(where.value)
      ? {}
      : { where: { ...parseExpression(where, reader, context), spot: reader.lines.spot(where.rawAt) } }),
    field: plain('field', 'a name') || 'name',
    isCount: isSet('count'),
    isFirst: isSet('first'),
    isOthers: isSet('others'),
    before: given.before ?? '',
    after: given.after ?? '',
    between: given.between ?? ' ',
  };
  const useless = OF_TEXT.filter((name) => item.isCount && given[name] !== undefined);
  if (useless.length > 0) {
    const names = useless.map((name) => `"${name}"`).join(', ');
    const message = `A number of hosts has no ${names}`;
    addSlip(context, 'ATTRIBUTE_VALUE', message, spot, 'Leave it out, or leave out "count"');
  }
  parseNothing(reader, context);
  return item;

  /** What decides which values other hosts must bring is the same for every machine. */
  function plain(name: 'field' | 'first' | 'count' | 'others', what: string): string {
    const value = given[name];
    if (value === undefined || typeof value === 'string') return value?.trim() ?? '';
    const message = `Attribute "${name}" of element "hosts" is the same on every machine: no "&name;" may stand in it`;
    addSlip(context, 'ATTRIBUTE_VALUE', message, spot, `Write ${what}`);
    return '';
  }
}
