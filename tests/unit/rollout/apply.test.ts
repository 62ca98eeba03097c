import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { explainAnswer } from '../../../builder/cli/host/change/render-answers.ts';
import type { GraphBundle } from '../../../builder/model/mod.ts';
import { runCairn, writeProgram } from '../../fakes/cairn.ts';
import { createPlannedCluster } from '../../fakes/planned-cluster.ts';

const BUNDLE = {
  ...{ format: 1, os: 'debian-13', arch: 'amd64' },
  rolls: [
    {
      name: 'base',
      appliances: { compute: { node: 'compute' } },
      attributes: {},
      files: [
        { path: 'nodes/compute.xml', text: '<node/>' },
        { path: 'nodes/tools.xml', text: '<node><package>less</package></node>' },
        { path: 'graphs/g.xml', text: '<graph><edge from="compute" to="tools"/></graph>' },
      ],
    },
  ],
} as unknown as GraphBundle;

const PLAN = { verdict: 'in place', reasons: [], attributes: [], changes: [], restarts: [] } as const;
const GOOD = { format: 1, plan: PLAN, drift: [], overwritten: [], record: {} } as const;

/** In the place of ClusterShell: hosts answer as a file says, and are asked one after the other. */
const CLUSTER_SHELL = `exec ${process.execPath} -e '
const { readFileSync, appendFileSync } = require("node:fs");
const { requests } = JSON.parse(readFileSync(0, "utf8"));
const answers = JSON.parse(readFileSync(process.env.ANSWERS, "utf8"));
for (const host of Object.keys(requests)) {
  appendFileSync(process.env.ANSWERS + ".asked", host + " " + JSON.parse(requests[host]).overwrite + "\\n");
  console.log(JSON.stringify({ host, status: 0, err: "", out: JSON.stringify(answers[host]) }));
}'`;

const test = suite('hosts are brought to their description in waves');

test('a wave after the other, until so many are not as they are to be', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'cairn-apply-'));
  const cluster = await createPlannedCluster(BUNDLE, 3);
  const { state } = cluster;
  try {
    await cluster.install();
    for (const { name } of await state.listHosts()) {
      await state.recordReport(name, { event: 'finished' });
      await state.recordStart(name, { word: 'ready' });
    }
    const answers = join(dir, 'answers');
    const said = {
      'compute-0-0': GOOD,
      'compute-0-1': { ...GOOD, drift: ['/etc/motd'] },
      'compute-0-2': GOOD,
    };
    await writeFile(answers, JSON.stringify(said));
    await writeProgram(dir, 'systemctl', 'true');
    const path = await writeProgram(dir, 'python3', CLUSTER_SHELL);
    const env = { ...cluster.env, CAIRN_ROOT: dir, ANSWERS: answers, PATH: path };
    const cairn = (...words: string[]) => runCairn(words, { env });
    const made = await cairn('host', 'apply', '@compute', '--at-once', '1', '--overwrite');
    assert.match(made.stdout, 'Rollout 1: 3 hosts in 3 waves', made.stderr);
    const ran = await cairn('rollout', 'run', '1');
    assert.is(ran.exitCode, 0, ran.stderr);
    const rows = async () =>
      (await state.findRollout(1))?.hosts.map(({ step, why }) => `${step} ${why}`.trim());
    assert.equal(await rows(), ['good', 'failed changed by hand, left alone: /etc/motd', 'waiting']);
    await writeFile(answers, JSON.stringify({ ...said, 'compute-0-1': GOOD }));
    await cairn('rollout', 'resume', '1', '--again');
    await cairn('rollout', 'run', '1');
    assert.equal(await rows(), ['good', 'good', 'good']);
    assert.equal((await readFile(`${answers}.asked`, 'utf8')).trim().split('\n'), [
      'compute-0-0 true',
      'compute-0-1 true',
      'compute-0-1 true',
      'compute-0-2 true',
    ]);
    assert.is((await state.findHost('compute-0-0'))?.bootAction, 'os', 'nothing is installed');
    const both = await cairn('host', 'apply', '@compute', '--at-once', '1', '--dry-run');
    assert.is(both.exitCode, 2);
  } finally {
    await cluster.end();
    await rm(dir, { recursive: true });
  }
});

test('why a host is not as it is to be is said in one line', () => {
  const explain = (answer: object) => explainAnswer({ host: 'a', answer: { ...GOOD, ...answer } } as never);
  assert.is(explain({}), undefined);
  assert.is(explainAnswer({ host: 'a', why: 'it ended with status 255' }), 'it ended with status 255');
  assert.is(explain({ failure: 'no space left\nat dpkg' }), 'no space left');
  assert.is(
    explain({ plan: { ...PLAN, verdict: 'reinstall', reasons: ['a script changed', 'the kernel'] } }),
    'it must be installed anew: a script changed; the kernel',
  );
  assert.is(explain({ drift: ['/a', '/b'], overwritten: ['/b'] }), 'changed by hand, left alone: /a');
});

test.run();
