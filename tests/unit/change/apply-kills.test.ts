// Time limit: 10 minutes
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type ApplyAnswer,
  type ApplyRequest,
  HOST_KEY_PATH,
  HOST_PATHS,
} from '../../../builder/model/mod.ts';
import { bundleOfNode, describeBundle, requestOf } from '../../fakes/records.ts';
import { createRunningMachine, findSpace, type RunningMachine } from '../../fakes/running-machine.ts';
import { buildEngine } from '../../qjs/build-engine.ts';
import { findQjs } from '../../qjs/fetch-qjs.ts';

/** Seed of the moments; another one gives others. */
const SEED = Number(process.env['CAIRN_SEED'] ?? 20);
const KILLS = 20;
const KEY = 'the key of this host';

/** A number from 0 to 1 that looks like chance, and is the same each time. */
function chance(count: number): number {
  return createHash('sha256').update(`${SEED} apply ${count}`).digest().readUInt32BE(0) / 2 ** 32;
}

const NODE = (word: string): string => `<service name="chrony.service"/>
<sysctl name="a.b" value="${word.length}"/>
<configure phase="post,reconfigure"><file name="/etc/chrony.conf">${word}
</file><file name="/etc/more/words" perms="0600">${`${word}\n`.repeat(200)}
</file></configure>`;
const BEFORE = NODE('one');
const AFTER = `${NODE('three')}<package>curl</package><timer name="t" every="1h" run="/bin/true"/>`;

/** Each description has a graph of its own. */
const wish = (body: string): ApplyRequest =>
  requestOf(body, { identity: { graph: body.length.toString(), roster: '', engine: 'e', release: 'r' } });

interface Told {
  readonly plan: { readonly verdict: string };
  readonly drift: readonly string[];
  readonly failure?: string;
}

/** What a change that comes to its end says. */
async function applyTo(machine: RunningMachine, body: string, moment: string): Promise<Told> {
  const { code, out, err } = await machine.apply(wish(body));
  assert.is(code, 0, `${moment}: ${out} ${err}`);
  const answer = JSON.parse(out) as ApplyAnswer<Told['plan']>;
  assert.is(answer.failure, undefined, moment);
  return answer;
}

/** All that a change is about, by path: content and mode, but for what the machine has of the one that runs the tests. */
function lookAt(machine: RunningMachine): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const top of ['/etc', '/usr/local', '/usr/share/keyrings', '/var/lib', '/run']) {
    for (const entry of readdirSync(machine.pathOf(top), { recursive: true, withFileTypes: true })) {
      const file = join(entry.parentPath, entry.name);
      const path = file.slice(machine.pathOf('').length);
      if (!entry.isFile() || GIVEN.test(path)) continue;
      const mode = (statSync(file).mode & 0o777).toString(8);
      found[path] = `${mode} ${readFileSync(file, 'utf8')}`;
    }
  }
  return found;
}

const GIVEN = /^\/etc\/(?:ld\.so|passwd|group|nsswitch)/;

/** The first path of which two machines differ, for people. */
function findOther(one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): string {
  const path = [...new Set([...Object.keys(one), ...Object.keys(other)])].find(
    (each) => one[each] !== other[each],
  );
  return path === undefined ? '' : `${path}: ${one[path]?.slice(0, 200)}, not ${other[path]?.slice(0, 200)}`;
}

const test = suite(`cairn host apply that is killed on the host (seed ${SEED})`);
const space = findSpace();
const run = space === undefined ? test.skip : test;

run('leaves nothing that the next one does not finish', async () => {
  const root = mkdtempSync(join(tmpdir(), 'cairn-apply-kills-'));
  try {
    const program = [...(await findQjs()), '--std', await buildEngine('boot')];
    const fresh = createRunningMachine(join(root, 'fresh'), space!, program);
    for (const folder of [HOST_PATHS.folder, '/etc/ssh'])
      mkdirSync(fresh.pathOf(folder), { recursive: true });
    writeFileSync(fresh.pathOf(HOST_KEY_PATH), KEY);
    const { record } = describeBundle(bundleOfNode(''), {}, KEY);
    writeFileSync(fresh.pathOf(HOST_PATHS.record), JSON.stringify(record));
    writeFileSync(fresh.pathOf(HOST_PATHS.files), '{}');
    await applyTo(fresh, BEFORE, 'the first');
    assert.is(fresh.read('/etc/chrony.conf'), 'one\n');

    const whole = fresh.copy(join(root, 'whole'));
    const never = { afterMs: Number.POSITIVE_INFINITY, file: HOST_PATHS.applying };
    // How long it takes is asked again whenever one comes to its end before it is killed: other work may begin or end beside
    let { ms, fileMs } = await whole.apply(wish(AFTER), never);
    const wanted = lookAt(whole);
    assert.match(wanted['/etc/chrony.conf']!, 'three');
    assert.ok(wanted['/var/lib/packages/curl']);
    assert.not.ok(wanted[HOST_PATHS.applying]);

    let [killed, begun] = [0, 0];
    for (let at = 0; at < KILLS; at += 1) {
      // Half of them while something is changed: most of the time goes by before that
      const isLate = at % 2 === 1;
      const afterMs = chance(at) * (isLate ? ms - fileMs : ms);
      const moment = `killed ${Math.round(afterMs)} ms after it began ${isLate ? 'to change things' : ''}`;
      const machine = fresh.copy(join(root, 'one'));
      const kill = isLate ? { afterMs, file: HOST_PATHS.applying } : { afterMs };
      const cut = await machine.apply(wish(AFTER), kill);
      if (cut.code === null) killed += 1;
      else ({ ms, fileMs } = cut);
      if (machine.read(HOST_PATHS.applying) !== undefined) begun += 1;
      // What the machine says of itself is whole at each moment
      for (const path of [HOST_PATHS.record, HOST_PATHS.files, HOST_PATHS.applying])
        assert.not.throws(() => JSON.parse(machine.read(path) ?? '{}'), undefined, `${moment}: ${path}`);
      await applyTo(machine, AFTER, moment);
      assert.is(findOther(lookAt(machine), wanted), '', moment);
      if (at % 5 === 0) {
        const { plan, drift } = await applyTo(machine, AFTER, moment);
        assert.equal([plan.verdict, drift], ['nothing', []], moment);
        // And the way back: what nobody wants any more is gone, whoever wrote it
        await applyTo(machine, BEFORE, moment);
        assert.not.ok(machine.read('/etc/systemd/system/t.timer'), moment);
      }
      rmSync(join(root, 'one'), { recursive: true });
    }
    assert.ok(killed > KILLS / 2, `${killed} were killed`);
    assert.ok(begun > KILLS / 4, `${begun} had begun to change something`);
  } finally {
    rmSync(root, { recursive: true });
  }
});

test.run();
