import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { attributesOfMachine, traverse } from '../../../builder/graph/mod.ts';
import { readRecipeGraph } from '../../fakes/recipe-graph.ts';

async function readFiles(): Promise<ReadonlyMap<string, string>> {
  const graph = await readRecipeGraph('recipes/minimal.yaml');
  const given = attributesOfMachine(graph, 'compute', { hostname: 'compute-0-0', host_address: '10.1.0.2' });
  const { profile, problems } = traverse(graph, given, 'compute');
  assert.equal(problems, []);
  return new Map(profile!.files.map(({ path, text }) => [path, text]));
}

const test = suite('the word of a first boot that failed');

test('is sent with its result, and taken for sent when the frontend took it', async () => {
  const files = await readFiles();
  const unit = files.get('/etc/systemd/system/cairn-first-boot-failed.service') ?? '';
  assert.match(unit, /^ExecStart=\/usr\/lib\/cairn\/tell-first-boot \S+ \$\{MONITOR_SERVICE_RESULT\}$/m);
  const done = files.get('/etc/systemd/system/cairn-first-boot-done.service') ?? '';
  assert.match(done, /^ExecStart=\/usr\/lib\/cairn\/tell-first-boot \S+ success$/m);
  const marker = '/var/lib/cairn/first-boot-failed';
  assert.match(unit, `ExecStartPre=/usr/bin/touch ${marker}`);
  assert.match(done, `ConditionPathExists=${marker}`);
  assert.match(done, `ExecStartPost=/usr/bin/rm -f ${marker}`);
  const folder = mkdtempSync(join(tmpdir(), 'cairn-word-'));
  const script = join(folder, 'tell');
  writeFileSync(script, files.get('/usr/lib/cairn/tell-first-boot') ?? '');
  const asked: string[] = [];
  let status = 204;
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(status).end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  const run = (): Promise<string> =>
    promisify(execFile)('perl', [script, '127.0.0.1', 'timeout', String(port)]).then(
      () => 'sent',
      (error: Error) => error.message,
    );
  try {
    // Ports below 1024 are root's: who is not root cannot send it at all.
    if (process.getuid?.() !== 0) return;
    assert.is(await run(), 'sent');
    assert.match(asked[0]!, /^\/boot\/first-boot\/[^/]+\/timeout$/);
    status = 403;
    assert.match(await run(), /does not take it: HTTP\/1\.1 403/);
    assert.is(asked.length, 2);
  } finally {
    server.close();
    rmSync(folder, { recursive: true });
  }
});

test.run();
