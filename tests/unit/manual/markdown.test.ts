import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseMarkdown } from '../../../scripts/manual/parse-markdown.ts';
import { renderBlocks } from '../../../scripts/manual/render-blocks.ts';

const test = suite('pages from Markdown');
const noPage = (): undefined => undefined;

test('a page keeps its texts, and no sign of them is a request', () => {
  const page = [
    ...[
      '# Top',
      '',
      '## Keys',
      '',
      '.hidden \\n `a-b` and **strong**,',
      "'quoted' [here](x.md#y) *soft*",
      '',
    ],
    ...[
      '| key | meaning | left out |',
      '| --- | --- | --- |',
      '| `a` | one \\| two | `-1` |',
      '| `b` | three | |',
    ],
    ...['', '<!--', '## Not shown', '-->', '```xml a/b.xml', '.x', '', '```'],
  ].join('\n');
  assert.is(
    renderBlocks(parseMarkdown(page, 'page').slice(1), noPage),
    [
      '.SH "KEYS"',
      '\\&.hidden \\en \\fBa\\-b\\fR and \\fBstrong\\fR, \\(aqquoted\\(aq here \\fIsoft\\fR',
      ...['.TP', '\\fBa\\fR', 'one | two (left out: \\fB\\-1\\fR)', '.TP', '\\fBb\\fR', 'three'],
      ...['.PP', '\\fIa/b.xml\\fR:', '.PP', '.RS 4', '.nf', '\\&.x', '', '.fi', '.RE', ''],
    ].join('\n'),
  );
});

for (const text of [
  '- a list',
  '1. a list',
  '> a quote',
  '    indented',
  '![a picture](x)',
  '<div>',
  'a\n- b',
])
  test(`a page with what is not understood is refused: ${JSON.stringify(text)}`, () =>
    assert.throws(
      () => parseMarkdown(`# Top\n\n${text}\n`, 'page.md'),
      /page\.md:[34]: manual pages have nothing/,
    ));

test.run();
