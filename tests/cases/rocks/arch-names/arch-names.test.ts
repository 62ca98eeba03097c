import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { askGraph, nodesIn } from '../../ask-graph.ts';

const HERE = import.meta.dirname;
const test = suite('case: architectures by the names that Rocks has for them');

test('an edge for i386 and x86_64 is there on amd64, and not on arm64', async () => {
  const ask = async (arch: string): Promise<readonly string[]> =>
    nodesIn(
      await askGraph(HERE, 'profile', 'top', '--roll', './arch-x86_64', '--arch', arch, '--format', 'json'),
    );
  assert.equal(await ask('amd64'), ['leaf nodes/leaf.xml', 'top nodes/top.xml']);
  assert.equal(await ask('arm64'), ['top nodes/top.xml']);
});

test.run();
