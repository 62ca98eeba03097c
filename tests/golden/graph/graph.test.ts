import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { answerRequest } from '../../../builder/boot/engine.ts';
import { runInQuickjs } from '../../qjs/run-engine.ts';
import { loadCases, renderAnswer } from './load-cases.ts';

const test = suite('graph: golden cases in Node and QuickJS');
const cases = loadCases();
let quickjs: readonly string[] = [];

test.before(async () => {
  quickjs = await runInQuickjs(cases.map(({ request }) => request));
});

for (const [index, { name, request, expectedFile }] of cases.entries()) {
  test(name, () => {
    const answer = answerRequest(JSON.stringify(request));
    assert.fixture(renderAnswer(answer), readFileSync(expectedFile, 'utf8'));
    assert.is(quickjs[index], answer, 'QuickJS gives other bytes than Node');
  });
}

test.run();
