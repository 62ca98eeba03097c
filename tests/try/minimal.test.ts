// Time limit: 20 minutes
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { cacheDirOf } from '../../builder/build/surroundings.ts';
import { describeWrong, idsOf, tryRecipe } from './run-trial.ts';

const RECIPE = 'recipes/minimal.yaml';
const RUNS = join(cacheDirOf(), 'try/runs');

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

test('the frontend installs a host, both run, are installed again, and every check passes', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cairn-try-'));
  const [junit, html] = [join(folder, 'junit.xml'), join(folder, 'report.html')];
  try {
    const { status, report } = await tryRecipe(RECIPE, ['--junit', junit, '--html', html]);
    assert.ok(report !== undefined, 'there is a report');
    assert.is(status, 0, describeWrong(report));
    assert.equal(
      report.machines.map(({ host, appliance, address }) => [host, appliance, address]),
      [
        ['frontend', 'frontend', '10.1.1.1'],
        ['compute-0-0', 'compute', report.machines[1]?.address],
      ],
    );
    const builtIn = ['running', 'scripts', 'ready', 'services', 'names', 'ports', 'secrets'];
    assert.equal(idsOf(report, 'frontend').slice(0, 7), builtIn);
    assert.equal(idsOf(report, 'compute-0-0').slice(0, 8), ['handed-over', ...builtIn]);
    const again = (host: string): string[] => idsOf(report, host, 'reinstallation');
    assert.equal(again('frontend'), ['same-files', ...builtIn, 'base/tests/kept-hosts.test.yaml']);
    assert.equal(again('compute-0-0'), [
      ...['handed-over', 'same-files', ...builtIn],
      'base/tests/compute.test.yaml',
    ]);
    const open = (index: number): string[] =>
      report.machines[index]!.ports.map(({ protocol, port }) => `${port}/${protocol}`);
    for (const port of ['22/tcp', '53/udp', '67/udp', '80/tcp', '8443/tcp'])
      assert.ok(open(0).includes(port), `${port} of the frontend: ${open(0).join(' ')}`);
    assert.ok(open(1).includes('22/tcp'), open(1).join(' '));
    assert.match(readFileSync(junit, 'utf8'), /<testsuites name="minimal" tests="\d+" failures="0"/);
    assert.match(readFileSync(html, 'utf8'), /<h2>compute-0-0 /);
  } finally {
    rmSync(folder, { recursive: true });
  }
  assert.equal(leftBehind(), []);
});

test('ended in the middle, with or without a last word, it leaves nothing that runs', async () => {
  for (const signal of ['SIGKILL', 'SIGINT'] as const) {
    let seen = 0;
    await tryRecipe(RECIPE, ['--appliance', 'frontend'], (event, pid) => {
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
