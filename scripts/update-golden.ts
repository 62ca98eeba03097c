// Writes the expected answers of tests/golden/graph and graph-reports anew; review the difference before committing it.
import { writeFileSync } from 'node:fs';
import { answerRequest } from '../builder/boot/engine.ts';
import * as graph from '../builder/graph/mod.ts';
import { loadCases, renderAnswer } from '../tests/golden/graph/load-cases.ts';
import { EXPECTED, loadReport } from '../tests/golden/graph-reports/load-report.ts';
import { report } from '../tests/golden/graph-reports/report.mjs';

for (const { name, request, expectedFile } of loadCases()) {
  writeFileSync(expectedFile, renderAnswer(answerRequest(JSON.stringify(request))));
  console.log(`Wrote the expected answer of ${name}`);
}

writeFileSync(EXPECTED, renderAnswer(JSON.stringify(report(graph, loadReport()))));
console.log('Wrote the expected reports');
