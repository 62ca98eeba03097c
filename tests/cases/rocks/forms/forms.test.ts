import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { askGraph, packagesIn } from '../../ask-graph.ts';

const HERE = import.meta.dirname;
const test = suite('case: forms that real Rocks rolls have');

/** Rolls that can be read: their packages, and the kinds of what is told about them. */
const READ: Readonly<Record<string, readonly [readonly string[], readonly string[]]>> = {
  bomcrlf: [['a', 'b'], ['ELEMENT_UNKNOWN']],
  changelog: [
    ['a', 'b'],
    ['XML_KINDNESS', 'XML_KINDNESS'],
  ],
  copy: [[], ['ELEMENT_UNKNOWN']],
  decl2: [['a'], ['XML_KINDNESS']],
  latin1: [[], ['ROLL_STRUCTURE']],
  misc: [
    ['@Development Tools', '@core', 'a', 'b', 'frominc', 'li'],
    ['ELEMENT_UNKNOWN', 'ELEMENT_UNKNOWN', 'TEXT_STRAY', 'PACKAGE_NAME'],
  ],
};

for (const [name, [packages, told]] of Object.entries(READ)) {
  test(`${name} is read`, async () => {
    const answer = await askGraph(HERE, 'profile', 'top', '--roll', `./${name}`, '--format', 'json');
    assert.is(answer.exitCode, 0);
    assert.equal(packagesIn(answer), packages);
    const { warnings } = JSON.parse(answer.stdout) as { warnings: readonly { code: string }[] };
    assert.equal(
      warnings.map(({ code }) => code),
      told,
    );
  });
}

/** Rolls that cannot: the one error. */
const REFUSED: Readonly<Record<string, string>> = {
  doctype:
    'doctype/nodes/top.xml:2:1: error: A document type declaration is not allowed [XML_SYNTAX] | Remove the "<!...>"',
  rawamp:
    'rawamp/nodes/top.xml:3:6: error: "&" does not start a reference [XML_SYNTAX] | Write "&amp;" for the character itself',
  rawlt:
    'rawlt/nodes/top.xml:3:5: error: "<" does not start a tag [XML_SYNTAX] | Write "&lt;" for the character itself',
};

for (const [name, error] of Object.entries(REFUSED)) {
  test(`${name} is refused`, async () => {
    const { exitCode, findings } = await askGraph(HERE, 'profile', 'top', '--roll', `./${name}`);
    assert.is(exitCode, 1);
    assert.equal(findings, [error]);
  });
}

test('every form of <file> is one of a few, and a program in one needs its permission', async () => {
  const { exitCode, findings } = await askGraph(HERE, 'profile', 'top', '--roll', './fileforms');
  assert.is(exitCode, 1);
  assert.equal(
    findings.map((line) => line.replace(/ \|.*/, '')),
    [
      'fileforms/nodes/top.xml:16:1: warning: Value "755" of attribute "mode" is unknown [ATTRIBUTE_VALUE]',
      'fileforms/nodes/top.xml:17:7: warning: Attribute "include" of element "file" is unknown [ATTRIBUTE_UNKNOWN]',
      'fileforms/nodes/top.xml:18:21: error: Roll "fileforms" wants to run a program (nodes/top.xml, line 18) [EVAL_REFUSED]',
    ],
  );
  assert.is((await askGraph(HERE, 'profile', 'top', '--roll', './fileforms', '--lenient')).exitCode, 0);
});

test.run();
