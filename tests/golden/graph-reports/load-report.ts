import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { GraphBundle, RollSource } from '../../../builder/model/mod.ts';
import { readFiles } from '../graph/load-cases.ts';

export const FOLDER = resolve('tests/golden/graph-reports');
export const EXPECTED = join(FOLDER, 'expected.json');

interface ReportFile {
  readonly rolls: readonly Omit<RollSource, 'files'>[];
  readonly bundle: Partial<GraphBundle>;
  readonly host: Readonly<Record<string, string>>;
  readonly questions: readonly object[];
}

/** What `report` of `report.mjs` is asked: questions about one graph, and what the same rolls were made into. */
export function loadReport(): object {
  const { rolls, bundle, host, questions } = JSON.parse(
    readFileSync(join(FOLDER, 'case.json'), 'utf8'),
  ) as ReportFile;
  const side = (name: string): GraphBundle => ({
    format: 1,
    os: 'debian-13',
    ...bundle,
    rolls: rolls.map((roll) => ({ ...roll, files: readFiles(join(FOLDER, name, roll.name)) })),
  });
  return { before: side('before'), after: side('after'), host, questions };
}
