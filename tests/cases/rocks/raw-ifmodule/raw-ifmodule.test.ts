import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { askGraph } from '../../ask-graph.ts';

const HERE = import.meta.dirname;
const test = suite('case: a section of a configuration file that XML takes for a tag');

test('is an error that says how to write it', async () => {
  const { exitCode, findings } = await askGraph(HERE, 'profile', 'top', '--roll', './raw-ifmodule');
  assert.is(exitCode, 1);
  assert.equal(findings, [
    'raw-ifmodule/nodes/top.xml:4:11: error: Attribute "mod_mime_magic.c" has no value [XML_SYNTAX] | If this is text and no tag, write "<" as "&lt;", or put the text between "<![CDATA[" and "]]>"',
  ]);
});

test.run();
