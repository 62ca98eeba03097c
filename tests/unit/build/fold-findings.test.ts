import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { foldFindings } from '../../../builder/build/mod.ts';
import { errorProblem, type Problem, warningProblem } from '../../../builder/model/mod.ts';

const ROLLS = [
  { kind: 'imported', origin: 'trees/sge' },
  { kind: 'imported', origin: 'trees/sge-extra' },
  { kind: 'configuration', origin: 'mine' },
] as const;
const warn = (file: string, line: number, code: 'XML_KINDNESS' | 'PACKAGE_NAME' = 'XML_KINDNESS'): Problem =>
  warningProblem(code, `${code} ${line}`, { file, line });

const test = suite('findings of imported rolls fold');

test('by kind and roll: the first stands for all, with their number', () => {
  const folded = foldFindings(
    [
      warn('trees/sge/nodes/a.xml', 1),
      warn('mine/nodes/a.xml', 1),
      warn('trees/sge/nodes/a.xml', 2, 'PACKAGE_NAME'),
      warn('trees/sge/nodes/b.xml', 3),
      warn('trees/sge-extra/nodes/c.xml', 4),
      warn('mine/nodes/b.xml', 2),
      warn('trees/sge/nodes/b.xml', 5),
      warn('trees/sge/nodes/c.xml', 6),
    ],
    ROLLS,
  );
  assert.equal(
    folded.map(({ place, message }) => `${place!.file}:${place!.line} ${message}`),
    [
      'trees/sge/nodes/a.xml:1 XML_KINDNESS 1; 3 more findings of this kind in 2 files of this roll',
      'mine/nodes/a.xml:1 XML_KINDNESS 1',
      'trees/sge/nodes/a.xml:2 PACKAGE_NAME 2',
      'trees/sge-extra/nodes/c.xml:4 XML_KINDNESS 4',
      'mine/nodes/b.xml:2 XML_KINDNESS 2',
    ],
  );
});

test('errors stay, each for itself', () => {
  const errors = [1, 2].map((line) =>
    errorProblem('XML_SYNTAX', 'x', { file: 'trees/sge/nodes/a.xml', line }),
  );
  assert.equal(foldFindings(errors, ROLLS), errors);
});

test.run();
