import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { askGraph } from '../../ask-graph.ts';

const HERE = import.meta.dirname;
const test = suite('case: check of a machine that a file describes');

test('what the file defines is defined', async () => {
  const told = async (...words: readonly string[]): Promise<readonly string[]> =>
    (await askGraph(HERE, 'check', '--roll', './check-attrs', ...words)).findings.map(
      (line) => /\[(\w+)\]/.exec(line)![1]!,
    );
  assert.equal(await told(), ['ATTRIBUTE_UNDEFINED', 'VALUE_IN_SCRIPT']);
  assert.equal(await told('--attributes', './check-attrs.json'), ['VALUE_IN_SCRIPT']);
});

test.run();
