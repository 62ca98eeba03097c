import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { askGraph } from '../../ask-graph.ts';

const HERE = import.meta.dirname;
const test = suite("case: nodes that only the roll's own build makes");

test('the missing node is named for what it is, and no other node is suggested', async () => {
  const { exitCode, findings } = await askGraph(HERE, 'profile', 'top', '--roll', './xml-in');
  assert.is(exitCode, 1);
  assert.equal(findings, [
    "xml-in/nodes/boost-common.xml.in: warning: nodes/boost-common.xml.in is a template that the roll's own build fills in: not read [ROLL_STRUCTURE] | Build the roll first (make in its folder), or write the .xml file by hand",
    'xml-in/graphs/g.xml:3:1: error: Node "boost-common" is reached by the edge from "top" but not defined in any roll [NODE_MISSING] | Roll "xml-in" has the template nodes/boost-common.xml.in: its own build makes nodes/boost-common.xml of it',
  ]);
});

test.run();
