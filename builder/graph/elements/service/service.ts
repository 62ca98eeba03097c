import type { ElementItem, ServiceState, Template } from '../../../model/mod.ts';
import { tagSpot, takeAttributes } from '../../parse/attribute-reader.ts';
import { isEmpty } from '../../parse/choices.ts';
import { addSlip, type FileContext } from '../../parse/file-context.ts';
import { parseGuard } from '../../parse/parse-guard.ts';
import { parseNothing } from '../../parse/read-elements.ts';
import { sourceText } from '../../parse/source-text.ts';
import type { XmlReader } from '../../xml/xml-reader.ts';
import type { NodeElement } from '../element.ts';
import { addService, collectServices, isServiceWanted } from './assemble-service.ts';
import {
  checkServices,
  compareServices,
  isServiceMeant,
  listServices,
  nameService,
  pageServices,
  presentServices,
} from './report-services.ts';

export interface ServiceItem extends ElementItem {
  readonly kind: 'service';
  readonly name: Template;
  readonly enabled: Template;
  readonly instance: Template | undefined;
}

/** `<service name="..." enabled="..."/>`: the wanted state of a systemd unit. */
export const service = {
  name: 'service',
  tags: ['service'],
  places: ['node', 'script'],
  parse: parseService,
  assemble: addService,
  mention: (item, expand, add) => {
    const instance = item.instance === undefined ? '' : expand(item.instance).trim();
    const name = nameService(expand(item.name).trim(), instance === '' ? undefined : instance);
    add(name, isServiceWanted(expand(item.enabled).trim()) ? 'enabled' : 'disabled');
  },
  show: (item) => `<service name="${sourceText(item.name)}"/>`,
  result: {
    key: 'services',
    collect: collectServices,
    origins: (services) => services.flatMap(({ by }) => by),
    check: checkServices,
    list: listServices,
    report: {
      rank: 4,
      title: 'Services',
      compare: compareServices,
      explain: {
        title: 'Service',
        off: 'is disabled',
        verbs: { enabled: 'enables it', disabled: 'disables it' },
        usual: 'enabled',
        present: presentServices,
        matches: isServiceMeant,
      },
      page: pageServices,
    },
  },
} as const satisfies NodeElement<ServiceItem, readonly ServiceState[]>;

function parseService(reader: XmlReader, context: FileContext): ServiceItem | undefined {
  const { line, column } = tagSpot(reader);
  const guard = parseGuard(reader, context);
  const { name, enabled, instance } = takeAttributes(reader, context, ['name', 'enabled', 'instance']);
  parseNothing(reader, context);
  if (name === undefined || isEmpty(name)) {
    addSlip(context, 'ATTRIBUTE_MISSING', 'Element "service" has no name', { line, column });
    return undefined;
  }
  return { kind: 'service', line, column, guard, name, enabled: enabled ?? 'yes', instance };
}
