import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineRequest } from '../../builder/boot/engine.ts';
import { buildEngine } from './build-engine.ts';
import { findQjs } from './fetch-qjs.ts';

/** Loads the engine, then answers each request file beside it. */
const RUNNER = `
std.loadScript(scriptArgs[1]);
for (const file of scriptArgs.slice(2)) {
  const out = std.open(file + '.out', 'w');
  out.puts(cairnEngine.answerRequest(std.loadFile(file)));
  out.close();
}
`;

/** Answers of the engine under QuickJS, as text; all requests run in one process. */
export async function runInQuickjs(requests: readonly EngineRequest[]): Promise<readonly string[]> {
  const [qjs, engine] = [await findQjs(), await buildEngine()];
  const folder = mkdtempSync(join(tmpdir(), 'cairn-qjs-'));
  try {
    const runner = join(folder, 'runner.js');
    writeFileSync(runner, RUNNER);
    const files = requests.map((request, index) => {
      const file = join(folder, `${index}.json`);
      writeFileSync(file, JSON.stringify(request));
      return file;
    });
    const [program, ...args] = qjs;
    execFileSync(program!, [...args, '--std', runner, engine, ...files], {
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    return files.map((file) => readFileSync(`${file}.out`, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
