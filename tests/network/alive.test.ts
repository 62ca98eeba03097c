// Time limit: 10 minutes
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { attributesOfMachine, traverse } from '../../builder/graph/mod.ts';
import { readRecipeGraph } from '../fakes/recipe-graph.ts';
import { type Frontend, startFrontend } from './frontend.ts';

const HOST = { name: 'compute-0-0', appliance: 'compute', address: '10.1.0.2', macs: ['52:54:00:00:00:01'] };
const MACHINE = `cairn-host-${process.pid}`;
const folder = mkdtempSync(join(tmpdir(), 'cairn-alive-'));
let frontend: Frontend;

/** The program of the node `alive-word`, as an installed machine has it but for where its library lies. */
async function layProgram(): Promise<string> {
  const graph = await readRecipeGraph('recipes/minimal.yaml');
  const given = attributesOfMachine(graph, 'compute', { hostname: HOST.name, host_address: HOST.address });
  const files = new Map(
    traverse(graph, given, 'compute').profile!.files.map(({ path, text }) => [path, text]),
  );
  const library = join(folder, 'ask-frontend.pl');
  writeFileSync(library, files.get('/usr/lib/cairn/ask-frontend.pl')!);
  writeFileSync(join(folder, 'release'), 'abcdef012345\n');
  const program = join(folder, 'tell-alive');
  const text = files
    .get('/usr/lib/cairn/tell-alive')!
    .replace('/usr/lib/cairn/ask-frontend.pl', library)
    .replace('/etc/cairn/release', join(folder, 'release'));
  writeFileSync(program, text);
  return program;
}

/** The machine says its word once, under its own name, from its own card. @returns what it complains about */
function say(program: string): string {
  const words = ['unshare', '--uts', 'sh', '-c', `hostname ${HOST.name} && exec perl "$@"`, 'sh', program];
  const argv = ['netns', 'exec', MACHINE, ...words, frontend.address];
  const { stdout } = spawnSync('ip', argv, { encoding: 'utf8' });
  return stdout;
}

const test = suite('a host that is alive, and then is not');
test.before(async () => {
  frontend = await startFrontend({ hosts: [HOST] });
  await frontend.state.recordReport(HOST.name, { event: 'finished' });
  const ip = (...words: string[]): void => void execFileSync('ip', words);
  ip('netns', 'add', MACHINE);
  frontend.connect(MACHINE, 'eth0');
  ip('-n', MACHINE, 'link', 'set', 'eth0', 'address', HOST.macs[0]!, 'up');
  ip('-n', MACHINE, 'address', 'add', `${HOST.address}/16`, 'dev', 'eth0');
});
test.after(async () => {
  spawnSync('ip', ['netns', 'delete', MACHINE]);
  await frontend?.stop();
  rmSync(folder, { recursive: true });
});

test('says so by the real door, and is silent two minutes after its plug was pulled, over a restart too', async () => {
  const program = await layProgram();
  const nodes = async (group: string): Promise<string> =>
    (await frontend.cairn('host', 'list', group, '--format', 'nodes')).trim();
  assert.is(say(program), '');
  assert.is(await nodes('@alive'), HOST.name);
  assert.is(await nodes('@release-abcdef'), HOST.name);
  const metrics = await await frontend.run(['curl', '-sf', `http://${frontend.address}/metrics`]);
  assert.match(metrics, /^cairn_hosts_alive\{appliance="compute"\} 1$/m);
  assert.match(
    metrics,
    /^cairn_host_last_seen_timestamp_seconds\{host="compute-0-0",appliance="compute"\} \d+$/m,
  );

  assert.is(say(program), '');
  execFileSync('ip', ['netns', 'delete', MACHINE]);
  const pulled = performance.now();
  assert.is(await nodes('@silent'), '');
  await frontend.restart('cairnd');
  assert.is(await nodes('@alive'), HOST.name, 'the service has not forgotten it');
  while ((await nodes('@silent')) === '') await new Promise((done) => setTimeout(done, 4000));
  const seconds = (performance.now() - pulled) / 1000;
  assert.ok(seconds > 110 && seconds < 140, `silent after ${seconds} s`);
  assert.match(await frontend.cairn('host', 'list'), /compute-0-0 .* silent\n/);
});
test.run();
