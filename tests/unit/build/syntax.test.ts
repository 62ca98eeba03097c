import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkSyntax } from '../../../builder/build/mod.ts';
import { findLine } from '../../../builder/build/syntax/find-line.ts';
import { languageOf, languageOfShebang } from '../../../builder/build/syntax/language.ts';
import { attributesOfMachine, parseGraph, traverse } from '../../../builder/graph/mod.ts';
import { type Run, run } from '../../../builder/io/mod.ts';
import { BuildError, errorProblem, type GraphBundle } from '../../../builder/model/mod.ts';

const test = suite('checkSyntax()');

/** What is said about the programs of one node, as "line message". */
async function problemsOf(node: string, over: Partial<GraphBundle['rolls'][number]> = {}, runProgram = run) {
  const files = [
    { path: 'nodes/n.xml', text: node },
    { path: 'graphs/g.xml', text: '<graph><edge from="n" to="m"/></graph>' },
    { path: 'nodes/m.xml', text: '<node/>' },
  ];
  const rolls = [{ name: 'r', appliances: { n: { node: 'n' } }, files, ...over }];
  const bundle: GraphBundle = { format: 1, os: 'debian-13', arch: 'amd64', rolls };
  const graph = parseGraph(bundle);
  const { profile, problems } = traverse(graph, attributesOfMachine(graph, 'n', { x: 'yes' }), 'n');
  assert.not.ok(problems.some(({ severity }) => severity === 'error'));
  const found = await checkSyntax(runProgram, bundle, [profile!, profile!]);
  return found.map(
    ({ severity, message, place }) => `${severity} ${place?.file ?? ''}:${place?.line ?? ''} ${message}`,
  );
}

const good: Readonly<Record<string, string>> = {
  'arrays of bash': '<post>a=(1 2); [[ $a =~ (1) ]] &amp;&amp; echo "$a"</post>',
  'patterns that are switched on': '<post>shopt -s extglob\nrm -f !(a|b)</post>',
  'files with anything in them': `<post>if true; then\n<file name="/f">done ' " ( \${</file>\nfi</post>`,
  'programs that nobody here reads': '<post interpreter="perl">print (((</post>',
  'a file that is not a program': '<post><file name="/f">#!/usr/bin/env perl\nif (</file></post>',
  'a file that is not known whole': `<post><file name="/f">#!/bin/sh\nif true; then\n</file><file name="/f" mode="append" vars="expanded">fi</file></post>`,
  'a program in two files': `<post><file name="/f">#!/bin/sh\nif true; then :\n</file><file name="/f" mode="append">fi</file></post>`,
  'Python of the machines': '<post interpreter="python3">print(f"{", ".join(["a"])}")</post>',
  'a program of the first boot with a first line': '<boot>#!/usr/bin/python3\nprint("x")\n</boot>',
};
for (const [name, node] of Object.entries(good))
  test(`reads ${name}`, async () => {
    assert.equal(await problemsOf(`<node>${node}</node>`), []);
  });

const bad: readonly (readonly [name: string, node: string, line: number, message: RegExp])[] = [
  [
    'the third "fi" of a script, whatever came before',
    '<post>\nif a; then b\nfi\n<package cond="no">x</package>\nif a\nfi\n</post>',
    6,
    /as bash: .*fi/,
  ],
  ['references', '<post>\na &amp;&amp; b\n&lt; ) c\n</post>', 3, /as bash: .*near unexpected token/],
  ['CDATA', '<post><![CDATA[\ntrue &&\n&& b\n]]></post>', 3, /as bash/],
  ['what only bash reads, for sh', '<post interpreter="/bin/sh">\na=(1 2)\n</post>', 2, /as sh: "\("/],
  ['what only bash reads, in the installer', '<pre>\na=(1 2)\n</pre>', 2, /<pre> .*as sh/],
  ['a script for later', '<configure phase="reconfigure">\necho )\n</configure>', 2, /<configure>/],
  ['the first boot', '<boot>\n)\n</boot>', 2, /<boot> .*as bash/],
  ['a filter of a file', '<post><file name="/f" mode="pipe">sed (</file></post>', 1, /as bash/],
  [
    'a file that is a program',
    '<post>\n<file name="/usr/bin/x" perms="0755">\n#!/usr/bin/env -S python3 -u\nimport os\n  x = 1\n</file></post>',
    5,
    /the file "\/usr\/bin\/x" of node "n" as Python: unexpected indent/,
  ],
  [
    'the second part of a file',
    '<post>\n<file name="/x">#!/bin/sh\necho</file>\n<file name="/x" mode="append">\n;;\n</file></post>',
    5,
    /the file "\/x" .*as sh/,
  ],
  [
    'a file of a script in another language',
    '<post interpreter="perl">1;<file name="/f" expr="(">\nx</file></post>',
    1,
    /as sh/,
  ],
];
for (const [name, node, line, message] of bad)
  test(`finds ${name}, once for all appliances`, async () => {
    const found = await problemsOf(`<node>${node.replace(/<package[^>]*>x<\/package>/, '<!-- -->')}</node>`);
    assert.is(found.length, 1, found.join('\n'));
    assert.match(found[0]!, new RegExp(`^error r/nodes/n\\.xml:${line} `));
    assert.match(found[0]!, message);
  });

test('of an imported roll there is one warning', async () => {
  const node = '<node><post>\n(\n</post><post>\n)\n</post></node>';
  const found = await problemsOf(node, { lenient: true });
  assert.is(found.length, 1);
  assert.match(found[0]!, /^warning r\/nodes\/n\.xml:\d 2 scripts cannot be read, first: Cannot read <post>/);
});

test('an interpreter that is not installed is named', async () => {
  const without: Run = (argv, options) => {
    if (argv[0] !== 'python3') return run(argv, options);
    throw new BuildError(errorProblem('COMMAND_MISSING', 'Cannot run "python3": it is not installed'));
  };
  const found = await problemsOf('<node><post interpreter="python3">(</post></node>', {}, without);
  assert.equal(found, [
    'warning : 1 script in Python is not read: Cannot run "python3": it is not installed',
  ]);
});

test('nothing of a program is run, and none ends the check', async () => {
  const deep = `${'('.repeat(200_000)}`;
  const found = await problemsOf(
    `<node><post>exit 0; touch /tmp/never</post><post>${deep}</post><post interpreter="python3">${deep}</post></node>`,
  );
  assert.is(found.length, 2);
});

test('languageOf() knows interpreters by their last part', () => {
  assert.equal(
    ['bash', '/usr/bin/bash -x', '/usr/bin/env sh', 'env -S A=b python3.13 -u', 'perl', 'python', ''].map(
      languageOf,
    ),
    ['bash', 'bash', 'sh', 'python', undefined, undefined, undefined],
  );
  assert.is(languageOfShebang('#! /bin/dash -e\n'), 'sh');
  assert.is(languageOfShebang('echo'), undefined);
});

test('findLine() says nothing about what the file does not hold', () => {
  assert.is(findLine('<post>\na\n</post>', 1, 'b\n', 1), undefined);
  assert.is(findLine('<post>\na\na\n</post>', 1, 'a\nx\na\n', 3), 3);
});

test.run();
