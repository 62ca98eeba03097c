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

const files = await readFiles();

/** What `systemctl show` prints of the units, one after the other; the last for ever. */
type Answers = Readonly<Record<'cairn-first-boot.service' | 'cairn-ready.service', readonly string[]>>;

const DONE = 'ActiveState=active\nSubState=exited\nResult=success';
const NONE = 'ActiveState=inactive\nSubState=dead\nResult=success';
const FAILED = 'ActiveState=failed\nSubState=failed\nResult=exit-code';
const RUNNING = 'ActiveState=activating\nSubState=start\nResult=success\nJob=12';

/** Runs the node's program against a frontend that answers so. @returns what it asked for, and how it ended */
async function tell(answers: Answers, status = 204): Promise<{ asked: string[]; ended: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-word-'));
  const script = join(folder, 'tell');
  const failure = join(folder, 'failure');
  const text = files.get('/usr/lib/cairn/tell-start') ?? '';
  const library = join(folder, 'ask-frontend.pl');
  writeFileSync(library, files.get('/usr/lib/cairn/ask-frontend.pl') ?? '');
  const settled = text.replaceAll('/run/cairn-start-failure', failure).replace('sleep 2', 'sleep 0');
  writeFileSync(script, settled.replace('/usr/lib/cairn/ask-frontend.pl', library));
  writeFileSync(failure, 'web (mine/nodes/web.xml:3): ended with status 7: no route & no hope\n');
  for (const [unit, said] of Object.entries(answers)) {
    writeFileSync(join(folder, unit), said.join('\n\n'));
  }
  const program = `#!/usr/bin/perl
my ($unit) = grep { /service$/ } @ARGV;
local $/ = ''; open my $in, '<', "${folder}/$unit"; my ($first, @rest) = <$in>; print $first;
if (@rest) { open my $out, '>', "${folder}/$unit"; print $out @rest; }
`;
  writeFileSync(join(folder, 'systemctl'), program, { mode: 0o755 });
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push((request.url ?? '').replace(/^\/boot\/start\/[^/]+\//, ''));
    response.writeHead(status).end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  try {
    const env = { PATH: `${folder}:${process.env['PATH']}` };
    const ended = await promisify(execFile)('perl', [script, '127.0.0.1', String(port)], { env }).then(
      () => 'sent',
      (error: Error) => error.message,
    );
    return { asked, ended };
  } finally {
    server.close();
    rmSync(folder, { recursive: true });
  }
}

const test = suite('the word of a start');
/** Ports below 1024 are root's: who is not root cannot send it at all. */
const isRoot = process.getuid?.() === 0;

test('is sent in the background, at each start', async () => {
  const unit = files.get('/etc/systemd/system/cairn-start-word.service') ?? '';
  assert.match(unit, /^ExecStart=\/usr\/lib\/cairn\/tell-start \S+$/m);
  assert.match(unit, /^Type=exec$/m);
  assert.not.match(unit, /^Before=/m);
});

test('starting, and ready when scripts and checks have ended well, or where there are none', async () => {
  if (!isRoot) return;
  const well = await tell({
    'cairn-first-boot.service': [RUNNING, RUNNING, DONE],
    'cairn-ready.service': [
      '',
      `${NONE}\nJob=13`,
      'ActiveState=active\nSubState=running\nResult=success',
      DONE,
    ],
  });
  assert.equal(well, { asked: ['starting', 'ready'], ended: 'sent' });
  const none = await tell({ 'cairn-first-boot.service': [NONE], 'cairn-ready.service': [NONE] });
  assert.equal(none, { asked: ['starting', 'ready'], ended: 'sent' });
});

test('failed, with whose script it was and its last words', async () => {
  if (!isRoot) return;
  const text =
    'web%20%28mine%2Fnodes%2Fweb.xml%3A3%29%3A%20ended%20with%20status%207%3A%20no%20route%20%26%20no%20hope';
  for (const units of [
    { 'cairn-first-boot.service': [RUNNING, FAILED], 'cairn-ready.service': [NONE] },
    { 'cairn-first-boot.service': [NONE], 'cairn-ready.service': [FAILED] },
  ]) {
    const { asked, ended } = await tell(units);
    assert.equal(asked, ['starting', `failed?text=${text}%0A`]);
    assert.is(ended, 'sent');
  }
});

test('is not sent again where the frontend does not take it', async () => {
  if (!isRoot) return;
  const { asked, ended } = await tell(
    { 'cairn-first-boot.service': [NONE], 'cairn-ready.service': [NONE] },
    403,
  );
  assert.match(ended, /does not take it: HTTP\/1\.1 403/);
  assert.is(asked.length, 1);
});

/** Runs the program that waits against a frontend whose answers are these, the last for ever. */
async function waitFor(
  answers: readonly (string | number)[],
  seconds: string,
): Promise<{ asked: string[]; said: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-wait-'));
  const library = join(folder, 'ask-frontend.pl');
  const script = join(folder, 'wait');
  writeFileSync(library, files.get('/usr/lib/cairn/ask-frontend.pl') ?? '');
  const text = (files.get('/usr/lib/cairn/wait-for-appliance') ?? '').replace(
    '/usr/lib/cairn/ask-frontend.pl',
    library,
  );
  writeFileSync(script, text.replace(/sleep\(.*\);/, 'select(undef, undef, undef, 0.05);'));
  const asked: string[] = [];
  const left = [...answers];
  const server = createServer((request, response) => {
    asked.push((request.url ?? '').replace(/^\/boot\/after\/[^/]+\//, ''));
    const answer = left.length > 1 ? left.shift()! : left[0]!;
    if (typeof answer === 'number') response.writeHead(answer).end('{}');
    else response.end(answer);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  const words = [script, 'database', 'all', seconds, '127.0.0.1', String(port)];
  try {
    const said = await promisify(execFile)('perl', words).then(
      ({ stdout }) => `${stdout}0`,
      (error: Error & { stdout: string; code: number }) => `${error.stdout}${error.code}`,
    );
    return { asked, said };
  } finally {
    server.close();
    rmSync(folder, { recursive: true });
  }
}

test('a first boot waits for other hosts: until they are ready, for none where there are none', async () => {
  if (!isRoot) return;
  const well = await waitFor(
    ['waits database-0-0 (new)\n', 'waits database-0-0 (new)\n', 503, 'ready\n'],
    '600',
  );
  assert.equal(new Set(well.asked), new Set(['database/all']));
  assert.is(
    well.said,
    'waiting for database-0-0 (new)\nwaiting for database (the frontend says: HTTP/1.1 503 Service Unavailable)\n0',
  );
  assert.is(
    (await waitFor(['none\n'], '600')).said,
    'waits for none: there is no host of the appliance database\n0',
  );
});

test('a first boot that waited too long says for whom', async () => {
  if (!isRoot) return;
  const late = await waitFor(['waits database-0-0 (starting)\n'], '1');
  assert.is(late.said, 'waiting for database-0-0 (starting)\nwaited 1 s for database-0-0 (starting)\n1');
});

test.run();
