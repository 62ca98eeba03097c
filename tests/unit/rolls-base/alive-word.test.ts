import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseAliveWord } from '../../../builder/frontend/service/alive/parse-word.ts';
import { attributesOfMachine, traverse } from '../../../builder/graph/mod.ts';
import { readRecipeGraph } from '../../fakes/recipe-graph.ts';

const graph = await readRecipeGraph('recipes/minimal.yaml');
const given = attributesOfMachine(graph, 'compute', { hostname: 'compute-0-0', host_address: '10.1.0.2' });
const files = new Map(traverse(graph, given, 'compute').profile!.files.map(({ path, text }) => [path, text]));

/** Runs the node's program on a machine with these disks and failed units. @returns what it asked for, and what it said */
async function tell(
  failed: readonly string[],
  status = 204,
): Promise<{ asked: string[]; said: string; code: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-alive-'));
  const write = (name: string, text: string, mode = 0o644): string => {
    writeFileSync(join(folder, name), text, { mode });
    return join(folder, name);
  };
  const library = write('ask-frontend.pl', files.get('/usr/lib/cairn/ask-frontend.pl')!);
  const release = write('release', 'abc123\n');
  const mounts = write(
    'mounts',
    `/dev/vda3 / ext4 rw 0 0
/dev/vda4 /state\\040of\\040it xfs rw 0 0
/dev/vda3 /again ext4 rw 0 0
tmpfs /run tmpfs rw 0 0
/dev/loop0 /snap squashfs ro 0 0
10.1.1.1:/export /export nfs rw 0 0
`,
  );
  write(
    'df',
    '#!/bin/sh\necho Size Avail Mounted\nprintf "1000 400 /\\n5000 10 /state of it\\n"\necho "$*" > "$0.log"\n',
    0o755,
  );
  write(
    'systemctl',
    `#!/bin/sh\nprintf '${failed.map((name) => `${name} loaded failed failed x\\n`).join('')}'\n`,
    0o755,
  );
  const text = files
    .get('/usr/lib/cairn/tell-alive')!
    .replace('/usr/lib/cairn/ask-frontend.pl', library)
    .replace('/etc/cairn/release', release)
    .replace('/proc/mounts', mounts)
    .replace('sleep 3', 'sleep 0');
  const script = write('tell', text);
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(status).end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  try {
    const env = { PATH: `${folder}:${process.env['PATH']}` };
    const words = [script, '127.0.0.1', String(status === 0 ? 1 : port)];
    const ran = await promisify(execFile)('perl', words, { env }).then(
      ({ stdout, stderr }) => ({ said: stdout + stderr, code: 0 }),
      (error: { stdout: string; stderr: string; code: number }) => ({
        said: error.stdout + error.stderr,
        code: error.code,
      }),
    );
    const places = readFileSync(join(folder, 'df.log'), 'utf8').trim();
    assert.match(places, / -- \/ \/state of it$/);
    return { asked, ...ran };
  } finally {
    server.close();
    rmSync(folder, { recursive: true });
  }
}

const test = suite('the word of a machine that is alive');
/** Ports below 1024 are root's: who is not root cannot send it at all. */
const isRoot = process.getuid?.() === 0;

test('is what the service understands: release, since when, load, disks of its own, failed units', async () => {
  if (!isRoot) return;
  const { asked, said, code } = await tell(['a.service', 'b@\\x2dc.mount']);
  assert.equal([said, code, asked.length], ['', 0, 1]);
  const url = new URL(asked[0]!, 'http://frontend');
  assert.match(url.pathname, /^\/boot\/alive\/[^/]+\/now$/);
  const word = parseAliveWord(Object.fromEntries(url.searchParams))!;
  const booted = Number(/^btime (\d+)$/m.exec(readFileSync('/proc/stat', 'utf8'))![1]);
  // The kernel counts it from the clock, which somebody may set
  assert.ok(Math.abs(word.bootedSeconds - booted) <= 2);
  assert.type(word.load, 'number');
  assert.equal(
    { ...word, bootedSeconds: 0, load: 0 },
    {
      release: 'abc123',
      bootedSeconds: 0,
      load: 0,
      disks: [
        { mount: '/', sizeBytes: 1_024_000, freeBytes: 409_600 },
        { mount: '/state of it', sizeBytes: 5_120_000, freeBytes: 10_240 },
      ],
      failedCount: 2,
      failedUnits: ['a.service', 'b@\\x2dc.mount'],
    },
  );
});
test('names the first of many failed units, and counts all', async () => {
  if (!isRoot) return;
  const { asked } = await tell(Array.from({ length: 20 }, (_, at) => `u${at}.service`));
  const word = parseAliveWord(Object.fromEntries(new URL(asked[0]!, 'http://f').searchParams))!;
  assert.equal([word.failedCount, word.failedUnits.length], [20, 8]);
});
test('that is not heard or not taken is no failure of the machine', async () => {
  if (!isRoot) return;
  assert.equal(await tell([], 0), { asked: [], said: 'The frontend does not answer\n', code: 0 });
  const refused = await tell([], 403);
  assert.equal([refused.asked.length, refused.code], [1, 0]);
  assert.match(refused.said, /^The frontend does not take it: HTTP\/1\.1 403/);
});
test('comes within each minute, so that one that is lost makes nobody silent', () => {
  const timer = files.get('/etc/systemd/system/cairn-alive.timer')!;
  const seconds = (key: string): number => Number(new RegExp(`^${key}=(\\d+)s$`, 'm').exec(timer)![1]);
  const between = seconds('OnUnitInactiveSec') + seconds('RandomizedDelaySec') + seconds('AccuracySec');
  assert.ok(between <= 60 && 2 * between <= 120, String(between));
  assert.match(
    files.get('/etc/systemd/system/cairn-alive.service')!,
    /^ExecStart=\/usr\/lib\/cairn\/tell-alive \S+$/m,
  );
});
test.run();
