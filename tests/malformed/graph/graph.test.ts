import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type EngineAnswer, type EngineRequest, answerRequest } from '../../../builder/boot/engine.ts';
import { runInQuickjs } from '../../qjs/run-engine.ts';

/** `CODE--what@LINE-COLUMN.xml` is a node file, with `.graph.xml` a graph file: the name is the expected error. */
const FOLDER = resolve('tests/malformed/graph');
const NAME = /^([A-Z_]+)--[a-z-]+@(\d+)-(\d+)(\.graph)?\.xml$/;

const cases = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.xml'))
  .sort()
  .map((file) => {
    const [, code, line, column, isGraph] = NAME.exec(file)!;
    const text = readFileSync(join(FOLDER, file), 'utf8');
    const graph = '<graph><edge from="top" to="x"/></graph>';
    const files = [
      { path: 'nodes/top.xml', text: isGraph ? '<kickstart/>' : text },
      { path: 'nodes/x.xml', text: '<kickstart/>' },
      { path: 'graphs/g.xml', text: isGraph ? text : graph },
    ];
    const request: EngineRequest = {
      bundle: { format: 1, rolls: [{ name: 'r', appliances: { top: { node: 'top' } }, files }] },
      machines: [{ appliance: 'top' }],
    };
    const place = { file: isGraph ? 'r/graphs/g.xml' : 'r/nodes/top.xml', line: Number(line), column: Number(column) };
    return { file, request, code, place };
  });

const test = suite('graph: malformed files in Node and QuickJS');
let quickjs: readonly string[] = [];

test.before(async () => {
  quickjs = await runInQuickjs(cases.map(({ request }) => request));
});

for (const [index, { file, request, code, place }] of cases.entries()) {
  test(file, () => {
    const answer = answerRequest(JSON.stringify(request));
    const [machine] = (JSON.parse(answer) as EngineAnswer).machines;
    const errors = machine!.problems.filter(({ severity }) => severity === 'error');
    assert.is(machine!.profile, undefined);
    assert.equal(
      errors.map((error) => ({ code: error.code, place: error.place })),
      [{ code, place }],
    );
    assert.is(quickjs[index], answer, 'QuickJS gives other bytes than Node');
  });
}

test.run();
