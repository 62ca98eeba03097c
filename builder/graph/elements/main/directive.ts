import {
  type BodyItem,
  type Directive,
  type ElementItem,
  formatOrigin,
  type Items,
  type Template,
} from '../../../model/mod.ts';
import { type Assembly, draftOf, originOf, type Position } from '../../assemble/assembly.ts';
import { collectText } from '../../assemble/body.ts';
import { plainText, tagSpot } from '../../parse/attribute-reader.ts';
import { addSlip, type FileContext } from '../../parse/file-context.ts';
import { GUARD_ATTRIBUTES, parseGuard } from '../../parse/parse-guard.ts';
import { parseBody } from '../../parse/read-elements.ts';
import type { XmlReader } from '../../xml/xml-reader.ts';
import type { NodeElement } from '../element.ts';
import { listSection, presentByName } from '../reports.ts';
import { DIRECTIVE_NAMES, INSTALLERS } from './directive-names.ts';

export interface DirectiveItem extends ElementItem {
  readonly kind: 'directive';
  readonly name: string;
  readonly attributes: readonly { readonly name: string; readonly value: Template }[];
  readonly body: Items<BodyItem>;
}

const startDirectives = (): Directive[] => [];

/** A child of `<main>`: one setting of the installer, in a vocabulary that every back-end carries out or refuses. */
export const directive = {
  name: 'directive',
  tags: DIRECTIVE_NAMES,
  places: ['main'],
  parse: parseDirective,
  assemble: addDirective,
  inside: (item) => item.body,
  mention: (item, _expand, add) => add(item.name, 'sets'),
  findValues: (item, look, { source, depth }) => look.visit(item.body, { source, place: 'text', depth }),
  result: {
    key: 'directives',
    collect: (assembly): readonly Directive[] => draftOf(assembly, startDirectives),
    origins: (directives) => directives,
    list: (directives) => [
      listSection({
        title: 'Directives for the installer',
        things: directives,
        describe: (one) => [`${one.name} ${firstLine(one.text)}`.trimEnd(), formatOrigin(one)],
      }),
    ],
    report: {
      rank: 5,
      title: 'Directives',
      compare: (directives) =>
        directives.map((one) => ({
          key: one.name,
          name: one.name,
          node: one.node,
          by: formatOrigin(one),
          fields: { ...one.attributes, installer: one.installer, text: one.text },
        })),
      explain: {
        title: 'Directive',
        off: 'is not wanted',
        verbs: { sets: 'sets it' },
        usual: 'sets',
        present: (directives) =>
          presentByName(
            directives.map((one) => ({ ...one, says: 'sets' })),
            ({ name }) => name,
          ),
      },
    },
  },
} as const satisfies NodeElement<DirectiveItem, readonly Directive[]>;

const NOTHING: DirectiveItem['attributes'] = [];

/** Attributes of a directive are data for the back-end; of `<native>`, only the installer's name. */
function parseDirective(reader: XmlReader, context: FileContext): DirectiveItem {
  const { line, column } = tagSpot(reader);
  const { name } = reader;
  const guard = parseGuard(reader, context);
  const attributes =
    reader.attributes.length === 0
      ? NOTHING
      : reader.attributes
          .filter((attribute) => !GUARD_ATTRIBUTES.has(attribute.name))
          .map((attribute) => ({ name: attribute.name, value: attribute.value }));
  if (name === 'native') {
    const installer = plainText(attributes.find((attribute) => attribute.name === 'installer')?.value);
    if (installer === undefined || !INSTALLERS.has(installer)) {
      const hint = `Known are: ${[...INSTALLERS].join(', ')}`;
      const message = 'Element "native" names no installer';
      addSlip(context, 'ATTRIBUTE_VALUE', message, { line, column }, hint);
    }
  }
  const body = parseBody(reader, context, 'text');
  return { kind: 'directive', line, column, guard, name, attributes, body };
}

function addDirective(assembly: Assembly, item: DirectiveItem, position: Position): void {
  const { machine } = assembly;
  machine.takeUnanswered();
  const attributes =
    item.attributes.length === 0 ? NO_ATTRIBUTES : expandAttributes(assembly, item, position);
  const { node, roll, file, line } = originOf(assembly, position, item);
  const isNative = item.name === 'native';
  const oneLine = (value: string): string => {
    if (!/[\r\n]/.test(value)) return value;
    const message = 'A value in <native> has several lines: each would be an answer of its own';
    machine.addError('ATTRIBUTE_VALUE', message, machine.placeOf(position.source, item));
    return '';
  };
  const text = collectText(assembly, item.body, position, isNative ? oneLine : escapeQuotes).trim();
  const unanswered = machine.takeUnanswered();
  draftOf(assembly, startDirectives).push({
    name: item.name,
    text,
    attributes,
    ...(isNative ? { installer: attributes['installer']?.trim() } : {}),
    ...(unanswered.length === 0 ? {} : { unanswered }),
    node,
    roll,
    file,
    line,
  });
}

/** A value that stands between quotes does not end there. */
function escapeQuotes(value: string): string {
  return value.replace(/["'\\]/g, '\\$&');
}

/** One for all directives that have none. */
const NO_ATTRIBUTES: Directive['attributes'] = {};

function expandAttributes(
  { machine }: Assembly,
  item: DirectiveItem,
  { source }: Position,
): Directive['attributes'] {
  return Object.fromEntries(
    item.attributes.map(({ name, value }) => [name, machine.expandValue(value, source)] as const),
  );
}

function firstLine(text: string): string {
  const end = text.indexOf('\n');
  return end < 0 ? text : `${text.slice(0, end)} ...`;
}
