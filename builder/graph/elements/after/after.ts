import type { ElementItem, Template } from '../../../model/mod.ts';
import { tagSpot, takeAttributes } from '../../parse/attribute-reader.ts';
import { checkChoice, isEmpty } from '../../parse/choices.ts';
import { addSlip, type FileContext } from '../../parse/file-context.ts';
import { parseGuard } from '../../parse/parse-guard.ts';
import { parseNothing } from '../../parse/read-elements.ts';
import { sourceText } from '../../parse/source-text.ts';
import type { XmlReader } from '../../xml/xml-reader.ts';
import type { NodeElement } from '../element.ts';
import { addWait } from './assemble-after.ts';

export interface AfterItem extends ElementItem {
  readonly kind: 'after';
  readonly appliance: Template;
  readonly hosts: Template;
  readonly within: Template | undefined;
}

/**
 * `<after appliance="..." within="..." hosts="all|one"/>`: the first boot goes on when hosts of an appliance are ready. It
 * comes to a script that asks the frontend, before all others of the first boot.
 */
export const after = {
  name: 'after',
  tags: ['after'],
  places: ['node'],
  parse: parseAfter,
  assemble: addWait,
  show: (item) => `<after appliance="${sourceText(item.appliance)}"/>`,
  draw: (item) => ({ name: 'after', note: sourceText(item.appliance) }),
} as const satisfies NodeElement<AfterItem>;

function parseAfter(reader: XmlReader, context: FileContext): AfterItem | undefined {
  const { line, column } = tagSpot(reader);
  const guard = parseGuard(reader, context);
  const given = takeAttributes(reader, context, ['appliance', 'hosts', 'within']);
  parseNothing(reader, context);
  const { appliance, within } = given;
  if (appliance === undefined || isEmpty(appliance)) {
    addSlip(context, 'ATTRIBUTE_MISSING', 'Element "after" names no appliance', { line, column });
    return undefined;
  }
  const hosts = checkChoice(context, { line, column }, 'hosts', given.hosts ?? 'all', ['all', 'one'], 'all');
  return { kind: 'after', line, column, guard, appliance, hosts, within };
}
