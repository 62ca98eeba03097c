import { type ChildProcess, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Frontend, startFrontend } from './frontend.ts';
import { createNamespace, type Namespace, WIRE, waitForEnd } from './namespace.ts';
import { until } from './until.ts';

const PROGRAMS = join(import.meta.dirname, 'greedy');
const HOSTS = 5000;
const BOOT = '/boot/ipxe?mac=52:54:00:0a:00:00';

let frontend: Frontend;
/** One machine that takes whatever it can get, under as many addresses as it likes. */
let greedy: Namespace;
/** A machine that only starts. */
let other: Namespace;
let folder: string;

interface Greedy {
  readonly child: ChildProcess;
  readonly said: () => string;
  /** Resolves when it has opened what it opens. */
  readonly opened: () => Promise<void>;
}

/** Starts one of the programs on the greedy machine. */
function startGreedy(name: string, ...words: string[]): Greedy {
  const log = join(folder, `${name}-${words.join('-')}.log`);
  writeFileSync(log, '');
  const child = greedy.start(['python3', join(PROGRAMS, `${name}.py`), ...words], log);
  const said = (): string => readFileSync(log, 'utf8');
  return { child, said, opened: () => until(`"${name}" has opened what it opens`, () => said() !== '') };
}

async function stopGreedy(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await waitForEnd(child);
}

/** The status that the other machine gets, with the size of the answer: "200 1234". */
function ask(path: string): string {
  const argv = ['curl', '--silent', '--max-time', '120', '--output', '/dev/null', '--write-out'];
  return other.run([...argv, '%{http_code} %{size_download}', `http://${frontend.address}${path}`]);
}

function memoryMb(): number {
  const status = readFileSync(`/proc/${frontend.pidOf('cairnd')}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

/** What a machine that starts needs is there, at once or not, but it is there. */
function checkStart(): void {
  for (const path of [BOOT, '/hosts/compute-0-0.json', '/releases/current/install/vmlinuz'])
    assert.match(ask(path), /^200 /, path);
}

const test = suite('one machine that takes whatever it can get');
test.before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cairn-greedy-'));
  const hosts = Array.from({ length: HOSTS }, (_, at) => ({
    appliance: 'compute',
    name: `compute-0-${at}`,
    rank: at,
    macs: [
      `52:54:00:0a:${(at >> 8).toString(16).padStart(2, '0')}:${(at & 255).toString(16).padStart(2, '0')}`,
    ],
    address: `10.1.${2 + Math.floor(at / 250)}.${1 + (at % 250)}`,
  }));
  frontend = await startFrontend({ hosts, settings: { checkNeighbours: 'no' } });
  // More than the kernel keeps of it for one who does not read.
  truncateSync(join(frontend.folder, 'srv/cairn/releases/current/install/initrd.gz'), 32_000_000);
  greedy = createNamespace();
  other = createNamespace();
  for (const [space, address] of [
    [greedy, '10.1.199.1'],
    [other, '10.1.199.2'],
  ] as const) {
    frontend.connect(space.name, 'card');
    execFileSync('ip', ['-n', space.name, 'address', 'add', `${address}/16`, 'dev', 'card']);
    execFileSync('ip', ['-n', space.name, 'link', 'set', 'card', 'up']);
  }
  // Every one of these is an address of the greedy machine.
  execFileSync('ip', ['-n', greedy.name, 'route', 'add', 'local', '10.1.200.0/24', 'dev', 'lo']);
  execFileSync('ip', [
    '-n',
    frontend.namespace,
    'route',
    'add',
    '10.1.200.0/24',
    'via',
    '10.1.199.1',
    'dev',
    WIRE,
  ]);
});
test.after(async () => {
  await greedy.stop();
  await other.stop();
  await frontend.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('230 listeners of one address: eight are let in, and a discovery stays open beside them', async () => {
  const { child, said, opened } = startGreedy('sse-exhaustion', '230', '600');
  await opened();
  assert.match(said(), /'200': 8\b/);
  const close = await frontend.discover('compute');
  await new Promise((done) => setTimeout(done, 5000));
  assert.ok((await frontend.state.currentDiscovery()) !== undefined, 'it is open');
  await close();
  assert.is(child.exitCode, null, 'they still listen');
  checkStart();
  await stopGreedy(child);
});

test('950 downloads that are not read: others start, and load what they need', async () => {
  const { child, opened } = startGreedy('slow-readers', '950', '600');
  await opened();
  const open = Number(
    frontend.run(['sh', '-c', "ss -Htn state established '( sport = :80 )' | wc -l"]).trim(),
  );
  assert.ok(open <= 110, `${open} connections are open`);
  checkStart();
  await stopGreedy(child);
});

test('600 lists of 5,000 hosts that are not read: the service does not keep them', async () => {
  assert.match(ask('/cairn/hosts'), /^200 /);
  const before = memoryMb();
  const { child, opened } = startGreedy('slow-hosts', '600', '600');
  await opened();
  checkStart();
  const during = memoryMb();
  assert.ok(during - before < 100, `${before} MB before, ${during} MB during`);
  await stopGreedy(child);
});

test('60 addresses that ask for all hosts as fast as they may: boot scripts are answered', async () => {
  const { child, said } = startGreedy('readers', '60', '20');
  for (let turn = 0; turn < 20; turn += 1) assert.match(ask(BOOT), /^200 /);
  const during = memoryMb();
  assert.ok(during < 400, `${during} MB`);
  // It ends by itself, and says then what it got.
  if (child.exitCode === null) await new Promise((done) => child.once('exit', done));
  // Some were answered, and the rest were told to come later.
  assert.match(said(), /'200'/, said());
});

test.run();
