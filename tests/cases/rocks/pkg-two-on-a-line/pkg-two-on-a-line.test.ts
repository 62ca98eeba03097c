import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { askGraph, packagesIn } from '../../ask-graph.ts';

const HERE = import.meta.dirname;
const test = suite('case: two packages on one line');

test('are two packages, with a warning', async () => {
  const answer = await askGraph(HERE, 'profile', 'root', '--roll', './pkg-two-on-a-line', '--format', 'json');
  assert.equal(packagesIn(answer), ['perl-Test-Pod', 'perl-Test-Pod-Coverage']);
  const { findings } = await askGraph(HERE, 'profile', 'root', '--roll', './pkg-two-on-a-line');
  assert.is(
    findings.find((line) => /PACKAGE_NAME/.test(line)),
    'pkg-two-on-a-line/nodes/root.xml:2:1: warning: "perl-Test-Pod perl-Test-Pod-Coverage" are 2 packages: write one a line [PACKAGE_NAME]',
  );
});

test.run();
