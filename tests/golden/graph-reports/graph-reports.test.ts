import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import * as graph from '../../../builder/graph/mod.ts';
import { buildEngine } from '../../qjs/build-engine.ts';
import { findQjs } from '../../qjs/fetch-qjs.ts';
import { renderAnswer } from '../graph/load-cases.ts';
import { EXPECTED, FOLDER, loadReport } from './load-report.ts';
import { report } from './report.mjs';

const test = suite('graph: explain and diff, golden, in Node and QuickJS');
const request = loadReport();
const answer = JSON.stringify(report(graph, request));

test('Node', () => {
  assert.fixture(renderAnswer(answer), readFileSync(EXPECTED, 'utf8'));
});

test('QuickJS gives the same bytes', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-reports-'));
  try {
    const file = join(folder, 'request.json');
    const runner = join(folder, 'runner.mjs');
    writeFileSync(file, JSON.stringify(request));
    writeFileSync(
      runner,
      `import { report } from ${JSON.stringify(join(FOLDER, 'report.mjs'))};
std.loadScript(scriptArgs[1]);
std.out.puts(JSON.stringify(report(cairnGraph, JSON.parse(std.loadFile(scriptArgs[2])))));
`,
    );
    const [program, ...args] = await findQjs();
    const engine = await buildEngine('graph');
    const output = execFileSync(program!, [...args, '--std', runner, engine, file], { maxBuffer: 1 << 26 });
    assert.is(output.toString(), answer);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a secret value is in none of them', () => {
  assert.not.match(answer, 'hunter2');
});

test.run();
