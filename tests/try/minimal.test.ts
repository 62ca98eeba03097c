import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { cacheDirOf } from '../../builder/build/surroundings.ts';
import type { TrialReport } from '../../builder/try/report/trial-report.ts';

/** With the image that `scripts/test` has built. */
const IMAGES = process.env['CAIRN_TEST_IMAGES'] ?? 'output';
const COMMAND = ['node_modules/.bin/cairn', 'try', 'recipes/minimal.yaml', '--json', '--output', IMAGES];
const RUNS = join(cacheDirOf(), 'try/runs');

interface Event {
  readonly type: string;
  readonly line?: string;
  readonly report?: TrialReport;
}

/** Runs a trial; `onEvent` sees its events as they come. */
async function tryRecipe(
  words: readonly string[],
  onEvent: (event: Event, pid: number) => void = () => {},
): Promise<{ readonly status: number | null; readonly report: TrialReport | undefined }> {
  const child = spawn(process.execPath, [...COMMAND, ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
  let report: TrialReport | undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    const event = JSON.parse(line) as Event;
    report = event.report ?? report;
    onEvent(event, child.pid!);
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return { status: child.exitCode, report };
}

/** Mounts, in whatever namespace, of this run's folders; processes of an installation. */
function leftBehind(): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const mounts = readFileSync(`/proc/${pid}/mountinfo`, 'utf8').split('\n');
        return mounts.filter((line) => line.includes(RUNS)).map((line) => `${pid}: ${line}`);
      } catch {
        return [];
      }
    });
}

const test = suite('cairn try recipes/minimal.yaml');

test('the frontend installs a host, both run, and every check passes', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cairn-try-'));
  const junit = join(folder, 'junit.xml');
  try {
    const { status, report } = await tryRecipe(['--junit', junit]);
    assert.ok(report !== undefined, 'there is a report');
    assert.equal(report.failures, []);
    const wrong = report.checks.filter(({ ok }) => !ok);
    assert.equal(wrong, [], JSON.stringify(wrong, undefined, 1));
    assert.equal(
      report.machines.map(({ host, appliance, address }) => [host, appliance, address]),
      [
        ['frontend', 'frontend', '10.1.1.1'],
        ['compute-0-0', 'compute', report.machines[1]?.address],
      ],
    );
    const ids = (host: string): string[] =>
      report.checks.filter((check) => check.host === host).map(({ id }) => id.replace(/:\d+$/, ''));
    const builtIn = ['running', 'scripts', 'services', 'names', 'secrets'];
    assert.equal(ids('frontend').slice(0, 5), builtIn);
    assert.equal(ids('compute-0-0').slice(0, 6), ['handed-over', ...builtIn]);
    const open = (index: number): string[] =>
      report.machines[index]!.ports.map(({ protocol, port }) => `${port}/${protocol}`);
    for (const port of ['22/tcp', '53/udp', '67/udp', '80/tcp', '8443/tcp'])
      assert.ok(open(0).includes(port), `${port} of the frontend: ${open(0).join(' ')}`);
    assert.ok(open(1).includes('22/tcp'), open(1).join(' '));
    assert.is(status, 0);
    assert.match(readFileSync(junit, 'utf8'), /<testsuites name="minimal" tests="\d+" failures="0"/);
  } finally {
    rmSync(folder, { recursive: true });
  }
  assert.equal(leftBehind(), []);
});

test('ended in the middle, with or without a last word, it leaves nothing that runs', async () => {
  for (const signal of ['SIGKILL', 'SIGINT'] as const) {
    let seen = 0;
    await tryRecipe(['--appliance', 'frontend'], (event, pid) => {
      if (event.line !== 'Configuring') return;
      seen = leftBehind().length;
      process.kill(pid, signal);
    });
    assert.ok(seen > 0, 'the installation was on its way');
    await new Promise((resolve) => setTimeout(resolve, 3000));
    assert.equal(leftBehind(), [], signal);
  }
  // What SIGKILL left on the disk is gone by the next run
  assert.equal(existsSync(RUNS) ? readdirSync(RUNS) : [], []);
});

test.run();
