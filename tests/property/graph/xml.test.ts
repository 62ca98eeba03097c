import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { XmlError } from '../../../builder/graph/xml/xml-error.ts';
import { XmlReader } from '../../../builder/graph/xml/xml-reader.ts';
import type { Template } from '../../../builder/model/mod.ts';

const test = suite('graph: XML reader against saxes');

/** References that are not XML's own stay as they are in both. */
const REFERENCES = ['a', 'b.c-1', 'host_name'];
const keep = (template: Template): string =>
  typeof template === 'string'
    ? template
    : template.map((part) => (typeof part === 'string' ? part : `\u0001${part.name}`)).join('');

function readOurs(text: string): readonly string[] | undefined {
  const events: string[] = [];
  const say = (event: string): void => {
    if (event.startsWith('#') && events.at(-1)?.startsWith('#')) events[events.length - 1] += event.slice(1);
    else if (event !== '#') events.push(event);
  };
  try {
    const reader = new XmlReader(text);
    for (let token = reader.next(); token !== 'end'; token = reader.next()) {
      if (token === 'text') say(`#${keep(reader.text)}`);
      else if (token === 'close') say(`/${reader.name}`);
      else
        say(
          `<${reader.name} ${reader.attributes.map(({ name, value }) => `${name}=${keep(value)}`).join('|')}`,
        );
    }
    return events;
  } catch (error) {
    if (error instanceof XmlError) return undefined;
    throw error;
  }
}

function readTheirs(text: string): readonly string[] | undefined {
  const events: string[] = [];
  let depth = 0;
  const say = (event: string): void => {
    if (event.startsWith('#') && events.at(-1)?.startsWith('#')) events[events.length - 1] += event.slice(1);
    else if (event !== '#') events.push(event);
  };
  const parser = new SaxesParser({ defaultXMLVersion: '1.0' });
  for (const name of REFERENCES) parser.ENTITIES[name] = `\u0001${name}`;
  let failed = false;
  parser.on('error', () => {
    failed = true;
  });
  parser.on('doctype', () => {
    failed = true;
  });
  parser.on('text', (value) => {
    if (depth > 0) say(`#${value}`);
  });
  parser.on('cdata', (value) => {
    if (depth > 0) say(`#${value}`);
  });
  parser.on('opentag', ({ name, attributes }) => {
    depth += 1;
    say(
      `<${name} ${Object.entries(attributes)
        .map(([key, value]) => `${key}=${value}`)
        .join('|')}`,
    );
  });
  parser.on('closetag', ({ name }) => {
    depth -= 1;
    say(`/${name}`);
  });
  parser.write(text).close();
  return failed ? undefined : events;
}

const piece = fc.oneof(
  fc.constantFrom(
    '<a>',
    '</a>',
    '<b/>',
    '<b x="1"/>',
    '<a x=\'y\' z="&lt;">',
    '</b>',
    '<a x="1" x="2">',
    '<a x=1>',
    '<a x>',
    '<b x="a\tb\nc"/>',
    '<!-- c -->',
    '<!-- a--b -->',
    '<!--',
    '-->',
    '<![CDATA[<&>]]>',
    '<![CDATA[',
    ']]>',
    ']]',
    '<?pi data?>',
    '<?',
    '?>',
    '<?xml version="1.0"?>',
    '&amp;',
    '&lt;',
    '&#65;',
    '&#x1F600;',
    '&#0;',
    '&#xD800;',
    '&a;',
    '&b.c-1;',
    '&host_name;',
    '&',
    '&;',
    '& ',
    '&#;',
    '&#x;',
    '<',
    '>',
    '"',
    "'",
    '=',
    '/',
    '<>',
    '</>',
    '< a>',
    '<a',
    '<1>',
    '<é>',
    '</é>',
    '\u0001',
    '\ufffe',
    '\r\n',
    '\r',
    '\n',
    ' ',
    'text',
    '😀',
    '<!DOCTYPE a>',
    '<!x>',
  ),
  fc.string({ maxLength: 4 }),
);

/** Where saxes is more lenient than XML, or knows less: references of other names, a mark in the middle, `<?a?b?>`. */
const DIFFERENT = [
  /&(?!amp;|lt;|gt;|quot;|apos;|a;|b\.c-1;|host_name;)[\p{L}_:][^&;]*;/u,
  /\ufeff/,
  /<\?[^\s?]+\?(?!>)/,
];

const document = fc
  .tuple(fc.boolean(), fc.array(piece, { maxLength: 12 }))
  .map(([isWrapped, pieces]) => (isWrapped ? `<r>${pieces.join('')}</r>` : pieces.join('')));

test('accepts, refuses and reads as saxes does', () => {
  fc.assert(
    fc.property(document, (text) => {
      fc.pre(!DIFFERENT.some((pattern) => pattern.test(text)));
      assert.equal(readOurs(text), readTheirs(text), JSON.stringify(text));
    }),
    { numRuns: 3000, seed: 8 },
  );
});

test.run();
