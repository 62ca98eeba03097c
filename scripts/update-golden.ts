// Writes the expected answers of tests/golden/graph anew; review the difference before committing it.
import { writeFileSync } from 'node:fs';
import { run } from '../builder/boot/engine.ts';
import { loadCases, renderAnswer } from '../tests/golden/graph/load-cases.ts';

for (const { name, request, expectedFile } of loadCases()) {
  writeFileSync(expectedFile, renderAnswer(run(JSON.stringify(request))));
  console.log(`Wrote the expected answer of ${name}`);
}
